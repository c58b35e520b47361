package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order in which a host is told, from one thread and from several. */
class OrderTest {
    @Test
    void aJourneyIsToldInOrder() throws Exception {
        Recorder host = new Recorder();
        Session session = Widget.started(host);
        session.navigate(Widget.event("connect/loaded", "{\"initial_step\":\"search\"}"), Connect.MainFrame);
        session.navigate(Widget.connected("MBR-1"), Connect.MainFrame);
        session.navigate(Widget.connected("MBR-1"), Connect.MainFrame);
        session.navigate(Widget.DONE, Connect.MainFrame);
        session.navigate(Widget.connected("MBR-2"), Connect.MainFrame);
        assertEquals(List.of(
                "event connect/loaded", "event connect/memberConnected", "persist",
                "event connect/connected/primaryAction", "persist", "close", "outcome connected"), host.told);
        assertEquals(1, host.outcome.memberCount());
        assertEquals("MBR-1", host.outcome.member(0).guid());
        assertTrue(session.ended());
        assertEquals(Connect.CodeSessionEnded, Widget.code(session.touch()));
    }

    @Test
    void callbacksComeOnTheCallersThreadBeforeTheCallReturns() throws Exception {
        Recorder host = new Recorder();
        Session session = Widget.started(host);
        List<Thread> threads = new ArrayList<>();
        host.reaction = what -> threads.add(Thread.currentThread());
        session.navigate(Widget.DONE, Connect.MainFrame);
        assertEquals(3, threads.size());
        threads.forEach(t -> assertSame(Thread.currentThread(), t));
    }

    @Test
    void whatACallbackCausesComesAfterIt() throws Exception {
        Recorder host = new Recorder();
        Session session = Widget.started(host);
        host.reaction = what -> {
            if (what.equals("event connect/memberConnected")) {
                assertEquals(Connect.ActionEvent, session.navigate(Widget.DONE, Connect.MainFrame).action());
                assertNull(session.close());
                host.told.add("still in the callback");
            }
        };
        session.navigate(Widget.connected("MBR-1"), Connect.MainFrame);
        assertEquals(List.of("event connect/memberConnected", "still in the callback", "persist",
                "event connect/connected/primaryAction", "persist", "close", "outcome connected"), host.told);
    }

    @Test
    void threadsNeitherMixNorLoseEvents() throws Exception {
        int threads = 8;
        int each = 250;
        Settings settings = Widget.ticking(20); // the widget's pace, which is limited
        Recorder host = new Recorder();
        Session session = Widget.started(settings, host);
        AtomicBoolean busy = new AtomicBoolean();
        AtomicInteger together = new AtomicInteger();
        host.reaction = what -> {
            if (!busy.compareAndSet(false, true)) {
                together.incrementAndGet();
            }
            Thread.onSpinWait();
            busy.set(false);
        };
        inParallel(threads, thread -> {
            for (int i = 0; i < each; i++) {
                session.navigate(Widget.event("connect/stepChange", "{\"current\":\"" + thread + "-" + i + "\"}"), Connect.MainFrame);
                session.millisUntilTick();
            }
        });
        assertEquals(0, together.get(), "two callbacks at a time");
        assertEquals(threads * each, host.events.size());
        int[] next = new int[threads];
        for (var e : host.events) {
            String[] parts = e.text("current").split("-");
            int thread = Integer.parseInt(parts[0]);
            assertEquals(next[thread]++, Integer.parseInt(parts[1]), "order of thread " + thread);
        }
    }

    @Test
    void closingFromManyThreadsGivesOneOutcome() throws Exception {
        for (int round = 0; round < 50; round++) {
            Recorder host = new Recorder();
            Session session = Widget.started(host);
            inParallel(4, thread -> session.close());
            assertEquals(List.of("close", "outcome exited"), host.told);
        }
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void inParallel(int threads, Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            IntStream.range(0, threads).forEach(thread -> all.add(pool.submit(() -> {
                work.run(thread);
                return null;
            })));
            for (Future<?> f : all) {
                f.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
