package dev.o1pruner.model;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.UnreadableFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * What is refused of a tokenizer.json before the native library reads it, since that ends the
 * process at some of it: anything but strict JSON, numbers that are infinite as 64 bits hold them,
 * text that isn't Unicode, and merges that lack the prefix which they are to continue a word with.
 */
final class TokenizerFile {

  private TokenizerFile() {}

  /**
   * Reads through a file.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static void check(Path file) {
    try {
      Set<String> prefixes = new HashSet<>();
      read(file, json -> checkAny(json, prefixes));
      if (!prefixes.isEmpty()) {
        read(file, json -> checkMerge(json, prefixes));
      }
    } catch (MalformedJsonException
        | EOFException
        | IllegalStateException
        | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s is not a tokenizer that can be loaded: %s".formatted(file, Json.reason(e)), e);
    } catch (IOException e) {
      throw UnreadableFile.because(file, e);
    }
  }

  /** Reads one name or value. */
  private interface Step {
    void next(JsonReader json) throws IOException;
  }

  private static void read(Path file, Step step) throws IOException {
    try (Reader text = Files.newBufferedReader(file);
        JsonReader json = new JsonReader(text)) {
      json.setStrictness(Strictness.STRICT);
      while (json.peek() != JsonToken.END_DOCUMENT) {
        switch (json.peek()) {
          case BEGIN_OBJECT -> json.beginObject();
          case END_OBJECT -> json.endObject();
          case BEGIN_ARRAY -> json.beginArray();
          case END_ARRAY -> json.endArray();
          default -> step.next(json);
        }
      }
    }
  }

  private static void checkAny(JsonReader json, Set<String> prefixes) throws IOException {
    switch (json.peek()) {
      case NAME -> checkText(json.nextName(), json);
      case NUMBER -> checkNumber(json.nextString(), json);
      case STRING -> {
        boolean prefix = json.getPath().endsWith(".continuing_subword_prefix");
        String text = json.nextString();
        checkText(text, json);
        if (prefix && !text.isEmpty()) {
          prefixes.add(text);
        }
      }
      default -> json.skipValue();
    }
  }

  /** A merge is the array of two parts, or a text of both; the second continues a word. */
  private static void checkMerge(JsonReader json, Set<String> prefixes) throws IOException {
    if (json.peek() != JsonToken.STRING) {
      checkAny(json, prefixes);
      return;
    }
    String path = json.getPath();
    String text = json.nextString();
    boolean both = path.matches(".*\\.merges\\[\\d+]");
    if (both || path.matches(".*\\.merges\\[\\d+]\\[1]")) {
      String second = both ? text.substring(text.indexOf(' ') + 1) : text;
      for (String prefix : prefixes) {
        if (!second.startsWith(prefix)) {
          throw new IllegalArgumentException(
              "the merge of \"%s\" at %s doesn't begin with \"%s\", as what continues a word does"
                  .formatted(second, path, prefix));
        }
      }
    }
  }

  private static void checkNumber(String number, JsonReader json) {
    if (!Double.isFinite(Double.parseDouble(number))) {
      throw new IllegalArgumentException(
          "the number %s near %s is out of range".formatted(number, json.getPath()));
    }
  }

  private static void checkText(String text, JsonReader json) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int symbol = text.codePointAt(i);
      if (symbol >= Character.MIN_SURROGATE && symbol <= Character.MAX_SURROGATE) {
        throw new IllegalArgumentException(
            "the text near %s has half a surrogate pair".formatted(json.getPath()));
      }
    }
  }
}
