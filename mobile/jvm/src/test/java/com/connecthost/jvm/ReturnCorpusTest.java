package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Return links are judged as core/oauth/testdata/returns.json says. */
class ReturnCorpusTest {
    @TestFactory
    Stream<DynamicTest> links() throws Exception {
        JsonObject corpus = Corpus.read("core/oauth/testdata/returns.json").getAsJsonObject();
        return Corpus.tests(corpus.getAsJsonArray("rows"), 200, "name", row -> judges(corpus, row));
    }

    private static void judges(JsonObject corpus, JsonObject row) throws Exception {
        String attempt = Corpus.text(row, "attempt");
        String url = Corpus.text(row, "url");
        Recorder host = new Recorder();
        Session session = visiting(corpus.getAsJsonObject("attempts").getAsJsonObject(attempt), host);

        String code = Corpus.text(row, "code");
        assertEquals(code, Widget.code(session.returnLink(url)));
        if (!code.isEmpty()) {
            assertTrue(host.posted.isEmpty(), "the widget is told nothing of a refused link");
            assertNull(session.returnLink(success(corpus, attempt)), "a refused link leaves the attempt pending");
            return;
        }
        boolean success = Corpus.flag(row, "success");
        JsonObject posted = JsonParser.parseString(host.posted.get(0)).getAsJsonObject();
        assertEquals("oauthComplete/" + (success ? "success" : "error"), Corpus.text(posted, "type"));
        if (success) {
            assertEquals(Corpus.text(row, "member_guid"), Corpus.text(posted.getAsJsonObject("metadata"), "member_guid"));
        }
        assertEquals(!Corpus.flag(row, "authenticated"), host.warned().contains(Connect.CodeReturnUnauthenticated));
        assertEquals(Connect.CodeReturnReplayed, Widget.code(session.returnLink(url)), "an accepted link uses the attempt up");
    }

    /** A session whose user is at the bank. */
    private static Session visiting(JsonObject attempt, Recorder host) throws Exception {
        Settings settings = new Settings();
        settings.setReturnURL(Corpus.text(attempt, "return_url"));
        settings.setReturnNonce(Corpus.text(attempt, "nonce"));
        Session session = Widget.started(settings, host);
        session.navigate(Widget.oauthRequested("MBR-1"), Connect.MainFrame);
        assertTrue(host.told.contains("open " + Widget.BANK), host.told.toString());
        host.forget();
        return session;
    }

    /** A link of the corpus that the attempt accepts. */
    private static String success(JsonObject corpus, String attempt) {
        return corpus.getAsJsonArray("rows").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(row -> Corpus.text(row, "attempt").equals(attempt) && Corpus.flag(row, "success"))
                .map(row -> Corpus.text(row, "url"))
                .findFirst()
                .orElseThrow();
    }
}
