package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A host that holds its session and its settings, as an activity does, while the session holds the
 * host. Go keeps its reference to a Java object in four bytes that share a block with other small
 * things, short texts for example, and frees a block as a whole. So a few may stay by bad luck; if
 * ended sessions kept texts, all would.
 */
class LifetimeTest {
    private static final int CYCLES = 50;
    private static final int LUCK = 3;

    /** The cycle: Java, Go, and back. */
    private static class Activity extends Recorder {
        Settings settings;
        Session session;
    }

    private interface End {
        void of(Activity activity) throws Exception;
    }

    /** Makes cycles and ends them. Nothing of them is left on the stack. */
    private static List<WeakReference<Activity>> cycles(int count, End end) throws Exception {
        List<WeakReference<Activity>> left = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Activity activity = new Activity();
            activity.settings = new Settings();
            activity.settings.setAppScheme("myapp");
            activity.session = Widget.opened(activity.settings, activity);
            activity.session.navigate(Widget.oauthRequested("MBR-1"), Connect.MainFrame);
            end.of(activity);
            left.add(new WeakReference<>(activity));
        }
        return left;
    }

    private static long alive(List<WeakReference<Activity>> references) {
        return references.stream().filter(r -> r.get() != null).count();
    }

    private static void areFreed(List<WeakReference<Activity>> ended) throws Exception {
        assertTrue(Border.collected(() -> alive(ended) <= LUCK),
                () -> alive(ended) + " of " + ended.size() + " ended sessions and their hosts stay in memory");
    }

    @Test
    void closeLetsGoOfHostAndSession() throws Exception {
        areFreed(cycles(CYCLES, activity -> activity.session.close()));
    }

    @Test
    void theOutcomeLetsGoToo() throws Exception {
        areFreed(cycles(CYCLES, activity -> activity.session.dismiss()));
    }

    @Test
    void closingInTheLastCallbacksLetsGoToo() throws Exception {
        areFreed(cycles(CYCLES, activity -> {
            activity.reaction = what -> activity.session.close();
            activity.session.dismiss();
        }));
    }

    @Test
    void aRestoredSessionLetsGoToo() throws Exception {
        areFreed(cycles(CYCLES, activity -> {
            KeySealer key = new KeySealer();
            byte[] snapshot = activity.session.snapshot(key);
            activity.session.close();
            activity.session = Connect.restore(activity.settings, snapshot, key, activity);
            activity.session.start();
            activity.session.close();
        }));
    }

    /** The tests above can fail: without an end, the cycle stays. */
    @Test
    void anOpenSessionKeepsItsHost() throws Exception {
        List<WeakReference<Activity>> open = cycles(CYCLES, activity -> {});
        areFreed(cycles(CYCLES, activity -> activity.session.close()));
        assertEquals(CYCLES, alive(open), "sessions let go of hosts that they need");
        open.forEach(r -> r.get().session.close());
    }

    @Test
    void nothingIsLeftAtTheBorder() throws Exception {
        int byGo = Border.heldByGo();
        int byJava = Border.heldByJava();
        cycles(4 * CYCLES, activity -> activity.session.close());
        // What an activity keeps: session, settings, events, outcome.
        assertTrue(Border.collected(() -> Border.heldByGo() <= byGo + LUCK && Border.heldByJava() <= byJava + 5 * LUCK),
                () -> "Go holds " + Border.heldByGo() + " after " + byGo + ", Java " + Border.heldByJava() + " after " + byJava);
    }

    @Test
    void hostsAreNotKeptBySessionsThatCouldNotBeOpened() throws Exception {
        List<WeakReference<Activity>> refused = new ArrayList<>();
        for (int i = 0; i < CYCLES; i++) {
            refused.add(refused());
        }
        areFreed(refused);
    }

    private static WeakReference<Activity> refused() {
        Activity activity = new Activity();
        activity.settings = new Settings();
        Exception e = assertThrows(Exception.class,
                () -> Connect.open(activity.settings, "http://widgets.example/", activity));
        assertFalse(e.getMessage().isEmpty());
        return new WeakReference<>(activity);
    }
}
