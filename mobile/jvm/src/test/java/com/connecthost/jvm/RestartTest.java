package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.connecthost.connect.Connect;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The phone kills the app while the user is at the bank. Each run is a process, ended by SIGKILL. */
class RestartTest {
    private static final int SIGKILL = 137;

    @TempDir
    private Path folder;

    private String link;

    /** Runs the app until it is ready, kills it, and returns what it printed before. */
    private List<String> run(String... commands) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                "-Djava.library.path=" + System.getProperty("java.library.path"),
                "-cp", System.getProperty("java.class.path"), App.class.getName(), folder.toString()));
        line.addAll(List.of(commands));
        Path errors = folder.resolve("errors");
        Process app = new ProcessBuilder(line).redirectError(errors.toFile()).start();
        try {
            return untilReady(app, errors);
        } finally {
            app.destroyForcibly();
            assertTrue(app.waitFor(60, TimeUnit.SECONDS), "the app outlives SIGKILL");
        }
    }

    private static List<String> untilReady(Process app, Path errors) throws Exception {
        List<String> said = new ArrayList<>();
        try (BufferedReader out = app.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); !"ready".equals(line); line = out.readLine()) {
                if (line == null) {
                    throw new AssertionError("the app ended with " + app.waitFor() + " after " + said + "\n" + Files.readString(errors));
                }
                said.add(line);
            }
            app.destroyForcibly();
            assertEquals(SIGKILL, app.waitFor(), "killed while it was ready");
            return said;
        }
    }

    @BeforeEach
    void visitTheBankAndBeKilled() throws Exception {
        List<String> said = run("visit");
        assertTrue(said.containsAll(List.of("persist", "open " + Widget.BANK)), said.toString());
        assertTrue(said.indexOf("persist") < said.indexOf("open " + Widget.BANK), "stored before the user leaves: " + said);
        link = Files.readString(folder.resolve("link"));
    }

    private String success() {
        return link + "&status=success&member_guid=MBR-1";
    }

    private static String checked(int state) {
        return Integer.toString(state);
    }

    @Test
    void theReturnLinkCompletesTheSessionOnce() throws Exception {
        List<String> said = run("restore", "return", success(), "checked", checked(Connect.MemberConnected), "return", success());
        assertTrue(said.contains("check MBR-1"), said.toString());
        assertEquals(1, said.stream().filter("outcome connected"::equals).count(), said.toString());
        assertTrue(said.get(said.size() - 1).startsWith("refused "), said.toString());
        assertFalse(said.contains("load " + Widget.URL), "the widget's URL was good for one use");
    }

    @Test
    void aReplayIsRefusedAfterAnotherRestart() throws Exception {
        List<String> said = run("restore", "checked", checked(Connect.MemberWaiting), "return", success());
        assertTrue(said.contains("persist"), said.toString());
        assertFalse(said.stream().anyMatch(what -> what.startsWith("refused")), said.toString());

        said = run("restore", "return", success());
        assertEquals("refused " + Connect.CodeReturnReplayed, said.get(said.size() - 1), said.toString());
        said = run("restore", "return", success(), "checked", checked(Connect.MemberConnected));
        assertTrue(said.contains("refused " + Connect.CodeReturnReplayed), said.toString());
        assertEquals("outcome connected", said.get(said.size() - 1), "the session still ends as it should: " + said);

        said = run("restore", "return", success());
        assertTrue(said.get(said.size() - 1).startsWith("refused "), said.toString());
        assertFalse(said.stream().anyMatch(what -> what.startsWith("outcome")), "one outcome, restarts included: " + said);
    }

    @Test
    void aForgedLinkIsRefusedInTheNewProcessToo() throws Exception {
        List<String> said = run("restore", "checked", checked(Connect.MemberWaiting),
                "return", "myapp://bank?status=success&member_guid=MBR-1", "return", success());
        assertTrue(said.contains("refused " + Connect.CodeReturnForged), said.toString());
        assertFalse(said.get(said.size() - 1).startsWith("refused"), said.toString());
    }

    @Test
    void aMemberThatNeedsTheUserReopensTheWidget() throws Exception {
        List<String> said = run("restore", "checked", checked(Connect.MemberNeedsUser));
        assertTrue(said.contains("need MBR-1"), said.toString());
    }

    @Test
    void whatIsStoredSaysNothing() throws Exception {
        String stored = Files.readString(folder.resolve("snapshot"), StandardCharsets.ISO_8859_1);
        for (String secret : List.of("token-1", link.substring(link.indexOf('=') + 1), "MBR-1", "bank.example")) {
            assertFalse(stored.contains(secret), secret);
        }
        byte[] damaged = Files.readAllBytes(folder.resolve("snapshot"));
        damaged[damaged.length - 10] ^= 1;
        KeySealer key = new KeySealer(Files.readAllBytes(folder.resolve("key")));
        Exception e = assertThrows(Exception.class, () -> Connect.restore(App.settings(), damaged, key, new Recorder()));
        assertEquals(Connect.CodeSnapshotDamaged, Connect.describeError(e.getMessage()).code());
    }
}
