package dev.o1pruner.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one way JSON is read and written here: strict syntax, numbers kept as they were written. */
public final class Json {

  private static final Gson COMPACT =
      new GsonBuilder()
          .disableHtmlEscaping()
          .serializeNulls()
          .setObjectToNumberStrategy(ToNumberPolicy.LAZILY_PARSED_NUMBER)
          .create();
  private static final Gson PRETTY = COMPACT.newBuilder().setPrettyPrinting().create();

  private Json() {}

  /** Compact reader and writer of one-line values. */
  public static Gson gson() {
    return COMPACT;
  }

  /** An object as indented text, for files that people read. */
  public static String pretty(Object value) {
    return PRETTY.toJson(value);
  }

  /**
   * Parses exactly one JSON object.
   *
   * @throws JsonParseException with what is wrong, if the text is anything else
   */
  public static JsonObject parseObject(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      if (reader.peek() != JsonToken.BEGIN_OBJECT) {
        throw new JsonParseException(
            "a JSON object was expected, but it starts a " + reader.peek());
      }
      JsonObject object = JsonParser.parseReader(reader).getAsJsonObject();
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonParseException("more text follows the JSON object");
      }
      return object;
    } catch (IOException | IllegalStateException | JsonSyntaxException e) {
      throw new JsonParseException(reason(e), e);
    } catch (StackOverflowError e) {
      throw new JsonParseException("nested too deeply", e);
    }
  }

  /** Gson's message without the name of its exception and the advice to call Gson otherwise. */
  public static String reason(Exception e) {
    return String.valueOf(e.getMessage())
        .replaceFirst("^[\\w.]+Exception: ", "")
        .replaceFirst("Use JsonReader\\S+ to accept ", "")
        .replaceFirst("\\s+See https:.*", "");
  }

  /**
   * Reads a file that holds one JSON object.
   *
   * @throws IllegalArgumentException if the file is missing or not a JSON object, naming it
   */
  public static JsonObject readObject(Path file) {
    try {
      return parseObject(Files.readString(file));
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(file + " is not a JSON object: " + e.getMessage(), e);
    } catch (IOException e) {
      throw UnreadableFile.because(file, e);
    }
  }
}
