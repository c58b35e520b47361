package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user who comes back from the bank by a link with a nonce. */
class ReturnTest {
    private final Settings settings = new Settings();
    private final Widget.Hand clock = new Widget.Hand(0);
    private final Recorder host = new Recorder();
    private Session session;
    private String link;

    @BeforeEach
    void visitTheBank() throws Exception {
        settings.setClock(clock);
        link = settings.makeReturnURL("myapp://bank", KeySealer.random(16)).url();
        session = Widget.started(settings, host);
        session.navigate(Widget.oauthRequested("MBR-1"), Connect.MainFrame);
        assertTrue(host.told.containsAll(List.of("open " + Widget.BANK, "persist")), host.told.toString());
        host.forget();
    }

    private String success() {
        return link + "&status=success&member_guid=MBR-1";
    }

    @Test
    void successIsToldToTheWidgetOnce() {
        assertNull(session.returnLink(success()));
        assertEquals(1, host.posted.size());
        assertTrue(host.posted.get(0).contains("oauthComplete/success"), host.posted.get(0));
        assertTrue(host.warnings.isEmpty(), "a link with its nonce needs no confirmation");
        host.forget();
        assertEquals(Connect.CodeReturnReplayed, Widget.code(session.returnLink(success())));
        assertTrue(host.posted.isEmpty());
    }

    @Test
    void anErrorIsToldToTheWidgetAndToTheApp() {
        assertNull(session.returnLink(link + "&status=error&error_reason=DENIED"));
        assertTrue(host.posted.get(0).contains("oauthComplete/error"), host.posted.get(0));
        assertEquals(List.of(Connect.CodeOAuthDenied), host.warned());
    }

    @Test
    void forgedLinksChangeNothing() {
        String nonce = link.substring(link.indexOf('=') + 1);
        for (String forged : List.of(
                "myapp://bank?status=success&member_guid=MBR-1",
                "myapp://bank?status=error&error_reason=DENIED",
                success().replace(nonce, "0".repeat(nonce.length())))) {
            assertEquals(Connect.CodeReturnForged, Widget.code(session.returnLink(forged)), forged);
        }
        assertTrue(host.posted.isEmpty());
        assertNull(session.returnLink(success()), "the attempt is still pending");
    }

    @Test
    void aLateLinkIsRefused() {
        clock.millis.addAndGet(15 * 60_000 + 1);
        assertEquals(Connect.CodeReturnExpired, Widget.code(session.returnLink(success())));
        assertTrue(host.posted.isEmpty());
    }

    @Test
    void aLinkOfAnotherSessionIsForged() throws Exception {
        Settings other = new Settings();
        String theirs = other.makeReturnURL("myapp://bank", KeySealer.random(16)).url();
        assertNotEquals(link, theirs);
        assertEquals(Connect.CodeReturnForged, Widget.code(session.returnLink(theirs + "&status=success&member_guid=MBR-1")));
    }

    @Test
    void aLinkIsKnownByItsBase() {
        assertTrue(Connect.isReturn(success(), "myapp://bank"));
        assertFalse(Connect.isReturn("myapp://other?status=success", "myapp://bank"));
        assertEquals(link, session.returnURL());
        assertFalse(settings.toString().contains(link.substring(link.indexOf('=') + 1)), settings.toString());
    }
}
