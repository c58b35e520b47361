package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Event;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * Memory stays where it is over many calls and callbacks. Java's heap has its full size from the start, so
 * that only what is outside of it can grow.
 */
class GrowthTest {
    private static final int CALLS = 100_000;
    private static final int SESSIONS = 5_000;
    /** Megabytes of noise in a round. A leak of half a kilobyte a call would be 50, in every round. */
    private static final long NOISE = 24;

    /** Both collectors, and what Java compiles, take a few rounds to find their size. */
    private static final int ROUNDS = 8;

    /** A host that keeps nothing. */
    private static final class Counter extends Recorder {
        int events;

        @Override
        public void event(Event e) {
            events += e.memberGUID().equals("MBR-1") ? 1 : 0;
        }
    }

    @Test
    void callsAndCallbacksLeaveNothing() throws Exception {
        Counter host = new Counter();
        Session session = Widget.opened(Widget.ticking(20), host);
        String url = Widget.event("connect/memberStatusUpdate", "{\"member_guid\":\"MBR-1\",\"connection_status\":6}");
        staysFlat(() -> {
            for (int i = 0; i < CALLS; i++) {
                assertEquals(Connect.ActionEvent, session.navigate(url, Connect.MainFrame).action());
            }
            return null;
        });
        assertTrue(host.events >= 2 * CALLS && host.events % CALLS == 0, () -> host.events + " events");
        session.close();
    }

    @Test
    void refusalsAndExceptionsLeaveNothing() throws Exception {
        Recorder host = new Counter();
        Session session = Widget.opened(Widget.ticking(1000), host);
        staysFlat(() -> {
            for (int i = 0; i < CALLS / 10; i++) {
                assertEquals(Connect.ActionBlock, session.navigate("javascript:alert(1)", Connect.MainFrame).action());
                host.forget();
                try {
                    Connect.open(new Settings(), "http://widgets.example/", host);
                } catch (Exception e) {
                    assertTrue(e.getMessage().startsWith("widget_url_invalid"), e.getMessage());
                }
            }
            return null;
        });
        session.close();
    }

    @Test
    void closedSessionsLeaveNothing() throws Exception {
        staysFlat(() -> {
            for (int i = 0; i < SESSIONS; i++) {
                Session session = Widget.opened(new Settings(), new Counter());
                session.navigate(Widget.oauthRequested("MBR-1"), Connect.MainFrame);
                session.close();
            }
            return null;
        });
    }

    /** Does the work in rounds until one leaves nothing, after one to warm up. A leak shows in every round. */
    private static void staysFlat(Callable<Void> work) throws Exception {
        work.call();
        int byGo = settled();
        List<Long> megabytes = new ArrayList<>(List.of(Border.residentMegabytes()));
        long grown;
        do {
            assertTrue(megabytes.size() <= ROUNDS, "memory grew in every round, in MB: " + megabytes);
            work.call();
            settled();
            assertTrue(
                    Border.collected(() -> Border.heldByGo() <= byGo + 20),
                    () -> "Go held " + byGo + " Java objects, and now " + Border.heldByGo());
            megabytes.add(Border.residentMegabytes());
            grown = megabytes.get(megabytes.size() - 1) - megabytes.get(megabytes.size() - 2);
        } while (grown >= NOISE);
    }

    /** Waits until what is garbage on both sides is gone, as far as the border tells. */
    private static int settled() throws Exception {
        assertTrue(Border.collected(() -> Border.heldByJava() < 500), "Java holds " + Border.heldByJava() + " Go objects");
        assertTrue(Border.collected(() -> Border.heldByGo() < 500), "Go holds " + Border.heldByGo() + " Java objects");
        return Border.heldByGo();
    }
}
