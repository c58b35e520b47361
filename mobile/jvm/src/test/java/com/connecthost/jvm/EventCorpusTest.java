package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Decision;
import com.connecthost.connect.Event;
import com.connecthost.connect.Problem;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the tables in core/event/testdata say holds for what a host is told. */
class EventCorpusTest {
    private static JsonArray rows(String file) throws Exception {
        return Corpus.read("core/event/testdata/" + file).getAsJsonArray();
    }

    @TestFactory
    Stream<DynamicTest> complete() throws Exception {
        return Corpus.tests(rows("examples.json"), 30, "name", row -> {
            for (String dialect : Corpus.texts(row, "dialects")) {
                Event e = posted(dialect, Corpus.text(row, "name"), row.getAsJsonObject("metadata").toString());
                assertTrue(e.known());
                assertTrue(e.valid(), e.problemsJSON());
                assertNull(e.problem());
                assertEquals(Corpus.text(row, "name"), e.name());
                assertEquals(row.get("metadata"), JsonParser.parseString(e.metadataJSON()));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> withProblems() throws Exception {
        return Corpus.tests(rows("problems.json"), 30, "name", row -> {
            Event e = posted("mx", Corpus.text(row, "type"), Corpus.text(row, "metadata"));
            assertTrue(e.known());
            assertFalse(e.valid());
            assertFalse(e.terminal());
            assertEquals(Connect.CodeEventInvalid, Widget.code(e.problem()));
            JsonObject first = JsonParser.parseString(e.problemsJSON()).getAsJsonArray().get(0).getAsJsonObject();
            assertEquals(Corpus.text(row, "problem"),
                    Corpus.text(first, "field") + ": " + Corpus.text(first, "want") + ": " + Corpus.text(first, "got"));
        });
    }

    /** What the host is told when the widget posts an event. */
    private static Event posted(String provider, String name, String metadata) throws Exception {
        Settings settings = new Settings();
        settings.setProvider(provider);
        Recorder host = new Recorder();
        Session session = Widget.started(settings, host);
        String type = provider.equals("mx") ? "mx/" + name : name;
        Problem problem = session.message(Widget.ORIGIN, false, "{\"mx\":true,\"type\":\"" + type + "\",\"metadata\":" + metadata + "}");
        assertEquals(1, host.events.size());
        assertEquals(Widget.code(host.events.get(0).problem()), Widget.code(problem));
        return host.events.get(0);
    }

    @TestFactory
    Stream<DynamicTest> hostileMessages() throws Exception {
        return Corpus.tests(rows("hostile_messages.json"), 50, "name", row -> {
            for (String provider : new String[] {Connect.ProviderMX, Connect.ProviderUCW, Connect.ProviderFino}) {
                Settings settings = new Settings();
                settings.setProvider(provider);
                Recorder host = new Recorder();
                Session session = Widget.started(settings, host);
                String data = Corpus.text(row, "data");
                assertEquals(Corpus.text(row, "code"), Widget.code(session.message(Widget.ORIGIN, false, data)));
                String text = new JsonPrimitive(data).toString();
                assertEquals(Corpus.text(row, "code"), Widget.code(session.message(Widget.ORIGIN, false, text)), "as text");
                assertTrue(host.events.isEmpty());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> hostileNavigations() throws Exception {
        return Corpus.tests(rows("hostile_urls.json"), 50, "name", row -> {
            Recorder host = new Recorder();
            Decision decision = Widget.started(host).navigate(Corpus.text(row, "url"), Connect.MainFrame);
            assertEquals(Connect.ActionBlock, decision.action());
            assertNotNull(decision.problem());
            assertTrue(host.events.isEmpty());
        });
    }
}
