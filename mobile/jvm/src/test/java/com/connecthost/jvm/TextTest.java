package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import com.google.gson.JsonPrimitive;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts cross between UTF-16 and UTF-8 unharmed; what is no text becomes U+FFFD. */
class TextTest {
    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("nothing", "", ""),
                Arguments.of("ASCII", "Harborlight", "Harborlight"),
                Arguments.of("an umlaut, composed and decomposed", "\u00fc u\u0308", "\u00fc u\u0308"),
                Arguments.of("an emoji", "\ud83c\udfe6 and \ud83d\udc69\u200d\ud83d\udcbb", "\ud83c\udfe6 and \ud83d\udc69\u200d\ud83d\udcbb"),
                Arguments.of("a NUL in the middle", "a\u0000b", "a\u0000b"),
                Arguments.of("a NUL at both ends", "\u0000a\u0000", "\u0000a\u0000"),
                Arguments.of("Hebrew with direction marks", "\u202e\u05d1\u05e0\u05e7\u202c", "\u202e\u05d1\u05e0\u05e7\u202c"),
                Arguments.of("the ends of the planes", "\ud7ff\ue000\ufffd\ud800\udc00\udbff\udfff", "\ud7ff\ue000\ufffd\ud800\udc00\udbff\udfff"),
                Arguments.of("a lone high surrogate", "a\ud83cb", "a\ufffdb"),
                Arguments.of("a lone low surrogate", "a\udfe6b", "a\ufffdb"),
                Arguments.of("a high surrogate at the end", "a\ud83c", "a\ufffd"),
                Arguments.of("surrogates in the wrong order", "\udfe6\ud83c", "\ufffd\ufffd"),
                Arguments.of("a long text", "\ud83c\udfe6\u00fc".repeat(100_000), "\ud83c\udfe6\u00fc".repeat(100_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void aSettingKeepsIt(String name, String text, String want) {
        Settings settings = new Settings();
        settings.setID(text);
        assertEquals(want, settings.getID());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void anEventBringsIt(String name, String text, String want) throws Exception {
        if (text.length() > 1000) {
            text = text.substring(0, 999);
            want = text;
        }
        Recorder host = new Recorder();
        Session session = Widget.started(host);
        String data = "{\"mx\":true,\"type\":\"mx/connect/institutionSearch\",\"metadata\":{\"query\":" + new JsonPrimitive(text) + "}}";
        assertNull(session.message(Widget.ORIGIN, false, data));
        assertEquals(want, host.events.get(0).text("query"));
    }

    @Test
    void noTextIsAnEmptyOne() throws Exception {
        Settings settings = new Settings();
        settings.setID(null);
        assertEquals("", settings.getID());
        Session session = Widget.started(new Recorder());
        assertEquals(Connect.CodeURLInvalid, Widget.code(session.navigate(null, Connect.MainFrame).problem()));
        assertEquals(Connect.CodeEventMalformed, Widget.code(session.message(Widget.ORIGIN, false, null)));
    }
}
