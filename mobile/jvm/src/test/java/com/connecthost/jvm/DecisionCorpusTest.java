package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Decision;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The core decides on a phone as the tables in core/navigation/testdata say. */
class DecisionCorpusTest {
    private static final Map<String, Integer> ACTIONS = Map.of(
            "allow", Connect.ActionAllow, "block", Connect.ActionBlock,
            "external", Connect.ActionExternal, "event", Connect.ActionEvent);
    private static final Map<String, Integer> FRAMES =
            Map.of("main", Connect.MainFrame, "sub", Connect.SubFrame, "unknown", 0);
    private static final Map<String, Integer> BITS = Map.of(
            "new_window", Connect.NewWindow, "user_gesture", Connect.UserGesture,
            "redirect", Connect.Redirect, "response", Connect.Response);

    @TestFactory
    Stream<DynamicTest> decisions() throws Exception {
        JsonObject corpus = Corpus.read("core/navigation/testdata/decisions.json").getAsJsonObject();
        JsonObject policy = corpus.getAsJsonObject("policy");
        return Corpus.tests(corpus.getAsJsonArray("rows"), 1000, "name", row -> decides(policy, row));
    }

    private static void decides(JsonObject policy, JsonObject row) throws Exception {
        String url = Corpus.text(row, "url");
        Recorder host = new Recorder();
        Session session = Connect.open(settings(policy, url), Corpus.text(policy, "widget_url"), host);
        assertNull(session.start());
        host.forget();
        Decision decision = session.navigate(url, FRAMES.get(Corpus.text(row, "frame")) + Corpus.flags(row, BITS));

        String action = Corpus.text(row, "action");
        String code = Corpus.text(row, "code");
        if (action.equals("return")) { // of a visit that nobody made
            action = "block";
            code = Connect.CodeReturnUnexpected;
        }
        assertEquals(ACTIONS.get(action), decision.action());
        assertEquals(action.equals("allow"), decision.allowed());
        assertEquals(Corpus.flag(row, "recheck"), decision.recheck());
        if (!action.equals("event")) { // what an event says is another matter
            assertEquals(code, Widget.code(decision.problem()));
        }
        List<String> opened = host.told.stream().filter(what -> what.startsWith("open ")).toList();
        assertEquals(action.equals("external") ? List.of("open " + Corpus.text(row, "open")) : List.of(), opened);
    }

    /** The corpus has several return links, a session has one: the one that is meant. */
    private static Settings settings(JsonObject policy, String url) {
        Settings settings = new Settings();
        Corpus.texts(policy, "in_view").forEach(settings::addInView);
        Corpus.texts(policy, "external_schemes").forEach(settings::addExternalScheme);
        Corpus.texts(policy, "return_urls").stream()
                .filter(base -> Connect.isReturn(url, base))
                .forEach(settings::setReturnURL);
        return settings;
    }

    @TestFactory
    Stream<DynamicTest> addresses() throws Exception {
        JsonArray rows = Corpus.read("core/navigation/testdata/urls.json").getAsJsonArray();
        return Corpus.tests(rows, 250, "why", DecisionCorpusTest::reads);
    }

    /** An address is read when it is that of a widget: https, or http of this machine. */
    private static void reads(JsonObject row) throws Exception {
        String input = Corpus.text(row, "input");
        String origin = Corpus.text(row, "origin");
        Recorder host = new Recorder();
        boolean usable = origin.startsWith("https://") || origin.matches("http://(localhost|127\\..*|\\[::1])(:.*)?");
        if (!Corpus.flag(row, "valid") || !usable) {
            Exception e = assertThrows(Exception.class, () -> Connect.open(new Settings(), input, host));
            assertEquals(Connect.CodeWidgetURLInvalid, Connect.describeError(e.getMessage()).code());
            return;
        }
        Session session = Connect.open(new Settings(), input, host);
        session.start();
        session.navigate(Widget.event("connect/loaded", "{\"initial_step\":\"search\"}"), Connect.MainFrame);
        host.forget();
        session.back();
        assertEquals(List.of("post to " + origin), host.told, "messages go to the origin of the widget");
    }
}
