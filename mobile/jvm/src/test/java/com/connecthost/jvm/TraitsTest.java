package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import com.connecthost.connect.Traits;
import org.junit.jupiter.api.Test;

/** A custom provider, which brings its own traits and its own names of events. */
class TraitsTest {
    private final Settings settings = new Settings();
    private final Recorder host = new Recorder();

    private static Traits acme() {
        Traits traits = new Traits("acme");
        traits.addEvent("acme/linked", Connect.EventMemberConnected);
        traits.setPath("member_guid", "link.id");
        return traits;
    }

    @Test
    void anEventWithANameOfItsOwnConnectsAMember() throws Exception {
        settings.setTraits(acme());
        Session session = Widget.started(settings, host);
        assertNull(session.message(Widget.ORIGIN, false, "{\"type\":\"acme/linked\",\"metadata\":{\"link\":{\"id\":\"L-1\"}}}"));
        assertNull(session.close());
        assertEquals(Connect.ResultConnected, host.outcome.result());
        assertEquals("L-1", host.outcome.member(0).guid());
    }

    @Test
    void aSnapshotCarriesTheTraits() throws Exception {
        KeySealer sealer = new KeySealer(KeySealer.random(32));
        settings.setTraits(acme());
        settings.addReturnURL("com.example.app://back");
        Session session = Widget.started(settings, host);
        session.navigate(Widget.oauthRequested("MBR-1"), Connect.MainFrame);
        byte[] snapshot = session.snapshot(sealer);
        session.close();

        Settings later = new Settings();
        later.setTraits(new Traits("acme")); // of a version of the app that forgot the event
        Recorder again = new Recorder();
        Session restored = Connect.restore(later, snapshot, sealer, again);
        assertNull(restored.start());
        assertNull(restored.freshURL(Widget.URL, 0));
        assertNull(restored.message(Widget.ORIGIN, false, "{\"type\":\"acme/linked\",\"metadata\":{\"link\":{\"id\":\"L-1\"}}}"));
        assertNull(restored.close());
        assertEquals(Connect.ResultConnected, again.outcome.result());
    }

    @Test
    void traitsThatCannotBeAreRefusedInWords() {
        Traits traits = acme();
        traits.setNamesMember(false); // then nobody would learn of a connection
        settings.setTraits(traits);
        Exception refused = assertThrows(Exception.class, () -> Connect.open(settings, Widget.URL, host));
        assertEquals(Connect.CodeConfigInvalid, Connect.describeError(refused.getMessage()).code());
        assertTrue(refused.getMessage().contains("NamesMember"), refused.getMessage());
    }
}
