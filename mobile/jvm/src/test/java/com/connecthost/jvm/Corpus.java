package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** The tables that the tests of all languages read. */
final class Corpus {
    private Corpus() {}

    static JsonElement read(String path) throws IOException {
        return JsonParser.parseString(Files.readString(Path.of(System.getProperty("connecthost.root"), path)));
    }

    /** One test for each row, which must be at least this many. */
    static Stream<DynamicTest> tests(JsonArray rows, int least, String name, ThrowingConsumer<JsonObject> test) {
        assertTrue(rows.size() >= least, "the corpus has only " + rows.size() + " rows");
        return rows.asList().stream()
                .map(JsonElement::getAsJsonObject)
                // Surefire prints a row's number only: assertAll adds its name.
                .map(row -> DynamicTest.dynamicTest(text(row, name), () -> assertAll(text(row, name), () -> test.accept(row))));
    }

    /** A text of a row, empty when the row does not have it. */
    static String text(JsonObject row, String field) {
        return value(row, field, JsonElement::getAsString, "");
    }

    static boolean flag(JsonObject row, String field) {
        return value(row, field, JsonElement::getAsBoolean, false);
    }

    static List<String> texts(JsonObject row, String field) {
        return row.getAsJsonArray(field).asList().stream().map(JsonElement::getAsString).toList();
    }

    /** The flags of a navigation, added up. */
    static int flags(JsonObject row, Map<String, Integer> bits) {
        return bits.entrySet().stream().filter(b -> flag(row, b.getKey())).mapToInt(Map.Entry::getValue).sum();
    }

    private static <T> T value(JsonObject row, String field, Function<JsonElement, T> read, T otherwise) {
        return row.has(field) ? read.apply(row.get(field)) : otherwise;
    }
}
