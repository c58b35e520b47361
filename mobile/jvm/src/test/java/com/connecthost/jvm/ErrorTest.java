package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Problem;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Errors cross with code, stage, whether to try again, and a message. */
class ErrorTest {
    /** The problem that a call throws as an exception. */
    private static Problem thrown(Executable call) {
        try {
            call.execute();
        } catch (Throwable e) {
            assertTrue(e instanceof Exception, "thrown as " + e.getClass());
            return Connect.describeError(e.getMessage());
        }
        throw new AssertionError("nothing was thrown");
    }

    private static void check(Problem p, String code, String stage, boolean retryable) {
        assertEquals(code, p.code());
        assertEquals(stage, p.stage());
        assertEquals(retryable, p.retryable());
        assertFalse(p.message().isEmpty());
        assertFalse(p.advice().isEmpty());
    }

    @Test
    void whatCannotBeOpenedThrows() {
        Recorder host = new Recorder();
        check(thrown(() -> Connect.open(new Settings(), "http://widgets.example/token-7", host)), "widget_url_invalid", "widget", false);
        check(thrown(() -> Connect.open(null, Widget.URL, host)), "config_invalid", "config", false);
        check(thrown(() -> Connect.open(new Settings(), Widget.URL, null)), "config_invalid", "config", false);
        check(thrown(() -> new Settings().makeReturnURL("https://app.example/#x", KeySealer.random(16))), "config_invalid", "config", false);
        check(thrown(() -> new Settings().makeReturnURL("myapp://bank", KeySealer.random(15))), "config_invalid", "config", false);
        Settings unknown = new Settings();
        unknown.setProvider("plaid");
        check(thrown(() -> Connect.open(unknown, Widget.URL, host)), "config_invalid", "config", false);
        assertTrue(host.told.isEmpty());
    }

    @Test
    void exceptionsDoNotSayWhatIsSecret() {
        Exception e = assertThrows(Exception.class,
                () -> Connect.open(new Settings(), "http://widgets.example/token-7", new Recorder()));
        assertFalse(e.toString().contains("token-7"), e.toString());
    }

    @Test
    void refusedInputAnswersWithAProblem() throws Exception {
        Recorder host = new Recorder();
        Session session = Widget.started(host);
        check(session.message("https://evil.example", false, "{\"type\":\"mx/load\"}"), "message_origin_refused", "event", false);
        check(session.navigate("javascript:alert(1)", Connect.MainFrame).problem(), "scheme_blocked", "navigation", false);
        check(session.returnLink("mx://oauth_complete?status=success&member_guid=M"), "return_unexpected", "oauth", false);
        check(session.memberChecked("M", "", 9), "input_invalid", session.memberChecked("M", "", 9).stage(), false);
        assertEquals(List.of("message_origin_refused", "scheme_blocked", "return_unexpected"), host.warned());
    }

    @Test
    void theOutcomeSaysWhyASessionFailed() throws Exception {
        Recorder host = new Recorder();
        Session session = Widget.started(host);
        session.pageFailed();
        assertEquals(List.of("close", "outcome failed"), host.told);
        check(host.outcome.problem(), "widget_load_failed", host.outcome.problem().stage(), true);
    }

    @Test
    void snapshotsThatCannotBeReadThrow() throws Exception {
        KeySealer key = new KeySealer();
        Recorder host = new Recorder();
        byte[] snapshot = Widget.started(host).snapshot(key);
        check(thrown(() -> Connect.restore(new Settings(), snapshot, new KeySealer(), host)), "snapshot_damaged", "session", false);
        check(thrown(() -> Connect.restore(new Settings(), Arrays.copyOf(snapshot, 20), key, host)), "snapshot_damaged", "session", false);
        check(thrown(() -> Connect.restore(new Settings(), new byte[0], key, host)), "snapshot_damaged", "session", false);
        check(thrown(() -> Connect.restore(new Settings(), null, key, host)), "snapshot_damaged", "session", false);
        check(thrown(() -> Connect.restore(new Settings(), "{\"version\":99}".getBytes(), key, host)), "snapshot_version", "session", false);
        check(thrown(() -> Connect.restore(new Settings(), snapshot, null, host)), "config_invalid", "config", false);
        Settings other = new Settings();
        other.setID("another");
        check(thrown(() -> Connect.restore(other, snapshot, key, host)), "snapshot_foreign", "session", false);
        check(thrown(() -> Widget.started(new Recorder()).snapshot(null)), "config_invalid", "config", false);
        check(thrown(() -> Widget.started(new Recorder()).snapshot(new KeySealer(new byte[7]))), "host_failed", "session", false);
    }

    @Test
    void textThatIsNoneOfOursIsNotRepeated() {
        Problem p = Connect.describeError("java.io.IOException: token-7");
        assertEquals(Connect.CodeOther, p.code());
        assertFalse(p.toString().contains("token-7"));
    }
}
