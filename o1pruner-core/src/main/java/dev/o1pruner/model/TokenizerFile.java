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

/**
 * What is refused of a tokenizer.json before the native library reads it, since that ends the
 * process at some of it: anything but strict JSON, numbers that are infinite as 64 bits hold them,
 * and text that isn't Unicode.
 */
final class TokenizerFile {

  private TokenizerFile() {}

  /**
   * Reads through a file.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static void check(Path file) {
    try (Reader text = Files.newBufferedReader(file);
        JsonReader json = new JsonReader(text)) {
      json.setStrictness(Strictness.STRICT);
      while (json.peek() != JsonToken.END_DOCUMENT) {
        pass(json);
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

  private static void pass(JsonReader json) throws IOException {
    switch (json.peek()) {
      case BEGIN_OBJECT -> json.beginObject();
      case END_OBJECT -> json.endObject();
      case BEGIN_ARRAY -> json.beginArray();
      case END_ARRAY -> json.endArray();
      case NAME -> checkText(json.nextName(), json);
      case STRING -> checkText(json.nextString(), json);
      case NUMBER -> checkNumber(json.nextString(), json);
      default -> json.skipValue();
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
