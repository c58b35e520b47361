package com.connecthost.jvm;

import com.connecthost.connect.Settings;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.BooleanSupplier;

/** What one side keeps alive of the other, by gobind's own books, and the memory of the process. */
final class Border {
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final String LARGE = "x".repeat(1 << 20);

    private Border() {}

    /** How many Java objects Go holds. */
    static int heldByGo() {
        return (int) read(read(read(null, "tracker"), "javaObjs"), "live");
    }

    /** How many Go objects Java holds. */
    static int heldByJava() {
        return ((Collection<?>) read(read(null, "goRefQueue"), "refs")).size();
    }

    private static Object read(Object of, String field) {
        try {
            Class<?> owner = of == null ? Class.forName("go.Seq") : of.getClass();
            Field f = owner.getDeclaredField(field);
            f.setAccessible(true);
            return f.get(of);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("gobind's Seq is not what it was", e);
        }
    }

    /**
     * Whether a condition comes true while both collectors are made to run. Java runs when asked; Go runs
     * when it has allocated enough, which calls do.
     */
    static boolean collected(BooleanSupplier done) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            System.gc();
            makeGoWork();
        }
        return true;
    }

    /** Makes Go allocate, with nothing that either side would have to keep. */
    private static void makeGoWork() {
        Settings settings = new Settings();
        for (int i = 0; i < 20; i++) {
            settings.setID(LARGE);
        }
    }

    /** The resident memory of this process in MB. */
    static long residentMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
