package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Event;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import com.google.gson.JsonParser;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTest {
    /** What a host is told when the widget navigates to an event. */
    private static Event heard(String name, String metadata) throws Exception {
        Recorder host = new Recorder();
        Widget.started(host).navigate(Widget.event(name, metadata), Connect.MainFrame);
        assertEquals(1, host.events.size());
        return host.events.get(0);
    }

    @ParameterizedTest(name = "{0} has {2} = {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            connect/memberConnected     | {"member_guid":"M","user_guid":"U","session_guid":"S"}       | member      | M
            connect/memberConnected     | {"member_guid":"M","user_guid":"U","session_guid":"S"}       | user        | U
            connect/memberConnected     | {"member_guid":"M","user_guid":"U","session_guid":"S"}       | session     | S
            connect/memberConnected     | {"member_guid":"M"}                                          | status      | -1
            connect/memberConnected     | {"member_guid":"M"}                                          | user        | ``
            connect/memberStatusUpdate  | {"member_guid":"M","connection_status":6}                    | status      | 6
            connect/memberError         | {"member":{"guid":"M","connection_status":2}}                | member      | M
            connect/memberError         | {"member":{"guid":"M","connection_status":2}}                | status      | 2
            connect/selectedInstitution | {"code":"bank","guid":"INS-1"}                               | institution | INS-1
            connect/selectedInstitution | {"code":"bank","guid":"INS-1"}                               | code        | bank
            connect/enterCredentials    | {"institution":{"code":"bank","guid":"INS-1"}}               | institution | INS-1
            connect/oauthError          | {"member_guid":"M","error_reason":"DENIED"}                  | reason      | DENIED
            """)
    void gettersFindTheirFields(String name, String metadata, String getter, String want) throws Exception {
        Event e = heard(name, metadata);
        assertTrue(e.known());
        assertTrue(e.valid(), e.problemsJSON());
        assertEquals("url", e.form());
        assertEquals(name.equals(Connect.EventMemberConnected), e.terminal());
        assertEquals(want, getter(getter).apply(e));
    }

    private static Function<Event, String> getter(String name) {
        return switch (name) {
            case "member" -> Event::memberGUID;
            case "user" -> Event::userGUID;
            case "session" -> Event::sessionGUID;
            case "institution" -> Event::institutionGUID;
            case "code" -> Event::institutionCode;
            case "reason" -> Event::errorReason;
            case "status" -> e -> Integer.toString(e.connectionStatus());
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Test
    void theConnectionOfUCWIsThereAndMasked() throws Exception {
        Settings settings = new Settings();
        settings.setProvider(Connect.ProviderUCW);
        Recorder host = new Recorder();
        Session session = Widget.started(settings, host);
        assertNull(session.message(Widget.ORIGIN, false, """
                {"type":"connect/memberConnected","metadata":{"ucpInstitutionId":"UCP-1","connectionId":"tok-1",\
                "aggregatorUserId":"agg-user","aggregator":"mx_int"}}"""));
        assertEquals("tok-1", host.events.get(0).connectionID());
        assertFalse(host.events.get(0).maskedJSON().contains("tok-1"));
        session.close();
        assertEquals(1, host.outcome.memberCount());
        assertEquals("tok-1", host.outcome.member(0).connectionID());
        assertEquals("agg-user", host.outcome.member(0).aggregatorUserID());
        assertFalse(host.outcome.toString().contains("tok-1"), host.outcome.toString());
        assertFalse(host.events.get(0).toString().contains("tok-1"));
        assertNull(host.outcome.member(1));
    }

    @Test
    void anUnknownEventComesAsItIs() throws Exception {
        String metadata = "{\"a\":{\"b\":[1,\"x\"],\"n\":1.50,\"t\":true,\"z\":null},\"token\":\"s3cret\"}";
        Event e = heard("connect/somethingNew", metadata);
        assertFalse(e.known());
        assertTrue(e.valid());
        assertFalse(e.terminal());
        assertEquals("connect/somethingNew", e.name());
        assertEquals(JsonParser.parseString(metadata), JsonParser.parseString(e.metadataJSON()));
        assertTrue(e.has("a.b"));
        assertFalse(e.has("a.z"));
        assertEquals("1.50", e.text("a.n"));
        assertEquals(1.5, e.number("a.n", 0));
        assertEquals(7, e.number("token", 7));
        assertTrue(e.flag("a.t"));
        assertFalse(e.maskedJSON().contains("s3cret"), e.maskedJSON());
    }

    @Test
    void anInvalidEventSaysWhatIsWrong() throws Exception {
        Event e = heard("connect/memberConnected", "{\"member_guid\":7}");
        assertTrue(e.known());
        assertFalse(e.valid());
        assertFalse(e.terminal());
        assertEquals(Connect.CodeEventInvalid, e.problem().code());
        assertEquals("event", e.problem().stage());
        assertEquals("member_guid", JsonParser.parseString(e.problemsJSON()).getAsJsonArray()
                .get(0).getAsJsonObject().get("field").getAsString());
    }

    @Test
    void anEventOutlivesItsSession() throws Exception {
        Recorder host = new Recorder();
        Session session = Widget.started(host);
        session.navigate(Widget.connected("MBR-1"), Connect.MainFrame);
        Event e = host.events.get(0);
        session.close();
        assertEquals("MBR-1", e.memberGUID());
        assertEquals("MBR-1", host.outcome.member(0).guid());
    }
}
