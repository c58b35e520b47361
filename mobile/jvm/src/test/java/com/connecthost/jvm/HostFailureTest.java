package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Decision;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a host throws is reported to it, and stops neither the session nor the process. */
class HostFailureTest {
    static Stream<Throwable> throwables() {
        return Stream.of(
                new IOException("the token is tok-7"),
                new IllegalStateException("the token is tok-7"),
                new NullPointerException(),
                new StackOverflowError(),
                new OutOfMemoryError("not really"),
                new AssertionError("the token is tok-7"),
                new Throwable("neither exception nor error"));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable t) throws T {
        throw (T) t;
    }

    private static Recorder failingAt(String at, Throwable t) {
        Recorder host = new Recorder();
        host.reaction = what -> {
            if (what.equals(at)) {
                HostFailureTest.<RuntimeException>sneak(t);
            }
        };
        return host;
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void itIsReportedAndTheSessionGoesOn(Throwable t) throws Exception {
        Recorder host = failingAt("event connect/memberConnected", t);
        Session session = Widget.started(host);
        Decision decision = session.navigate(Widget.connected("MBR-1"), Connect.MainFrame);
        assertEquals(Connect.ActionEvent, decision.action());
        assertEquals(List.of("event connect/memberConnected", "warn host_failed", "persist"), host.told);
        assertFalse(host.warnings.get(0).message().contains("tok-7"));
        session.navigate(Widget.DONE, Connect.MainFrame);
        assertEquals(Connect.ResultConnected, host.outcome.result());
    }

    @Test
    void realOverflowsAreReportedToo() throws Exception {
        Recorder host = new Recorder();
        host.reaction = what -> {
            if (what.equals("persist")) {
                deeper(1);
            }
        };
        Widget.started(host).navigate(Widget.connected("MBR-1"), Connect.MainFrame);
        assertEquals(List.of("event connect/memberConnected", "persist", "warn host_failed"), host.told);
    }

    private static int deeper(int depth) {
        return deeper(depth + 1) + 1;
    }

    @Test
    void aHostThatAlwaysThrowsStillGetsItsOutcome() throws Exception {
        Recorder host = new Recorder();
        Session session = Widget.started(host);
        host.reaction = what -> {
            throw new IllegalStateException();
        };
        session.navigate(Widget.connected("MBR-1"), Connect.MainFrame);
        session.navigate(Widget.DONE, Connect.MainFrame);
        assertEquals(Connect.ResultConnected, host.outcome.result());
        assertEquals(1, host.told.stream().filter(what -> what.startsWith("outcome")).count());
    }

    @Test
    void aPageThatCannotBeShownEndsTheSession() throws Exception {
        Recorder host = failingAt("load " + Widget.URL, new IOException());
        Widget.opened(new Settings(), host);
        assertEquals(List.of("load " + Widget.URL, "close", "outcome failed"), host.told);
        assertEquals(Connect.CodeWidgetLoadFailed, host.outcome.problem().code());
    }

    @Test
    void aBrowserThatDoesNotOpenIsReported() throws Exception {
        Recorder host = failingAt("open https://bank.example/", new IOException());
        Session session = Widget.started(host);
        session.navigate("https://bank.example/", Connect.MainFrame + Connect.UserGesture);
        assertEquals(List.of("open https://bank.example/", "warn " + Connect.CodeExternalOpenFailed), host.told);
    }

    @Test
    void aClockThatThrowsLetsTheSessionEnd() throws Exception {
        Recorder host = new Recorder();
        Settings settings = new Settings();
        boolean[] broken = {false};
        settings.setClock(() -> {
            if (broken[0]) {
                throw new IllegalStateException("no time");
            }
            return 1_700_000_000_000L;
        });
        Session session = Widget.started(settings, host);
        broken[0] = true;
        assertEquals(-1, session.millisUntilTick());
        assertNull(session.close());
        assertTrue(host.warned().contains(Connect.CodeHostFailed), host.told.toString());
        assertEquals("outcome exited", host.told.get(host.told.size() - 1));
    }
}
