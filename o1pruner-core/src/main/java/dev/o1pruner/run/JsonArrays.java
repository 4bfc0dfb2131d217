package dev.o1pruner.run;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.o1pruner.run.JsonLines.OnBadLine;
import dev.o1pruner.run.JsonLines.RowParser;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files of one JSON array of objects, or of one object with such an array in a field. They are read
 * row by row, so that no more than the rows' values is held in memory.
 */
public final class JsonArrays {

  private JsonArrays() {}

  /**
   * Reads a file, one value per element of its array; elements are numbered from 1.
   *
   * @param file UTF-8 text
   * @param field whose array to read, or null if the file is the array
   * @param parse makes the value of an element
   * @param onBadLine what to do with an element that is no object or that parse finds bad
   * @throws IllegalArgumentException if the file is missing, refused by onBadLine, or not JSON:
   *     then there is no telling where the next element would begin, so that none can be skipped
   */
  public static <T> List<T> read(
      Path file, @Nullable String field, RowParser<T> parse, OnBadLine onBadLine) {
    List<T> values = new ArrayList<>();
    int number = 1;
    try (JsonReader reader = open(file)) {
      if (field != null) {
        goTo(reader, field);
      }
      reader.beginArray();
      for (; reader.hasNext(); number++) {
        JsonElement element = JsonParser.parseReader(reader);
        T value;
        try {
          checkArgument(element.isJsonObject(), "a JSON object was expected, not %s", element);
          value = parse.parse(number, element.getAsJsonObject());
        } catch (JsonParseException | IllegalArgumentException e) {
          onBadLine.accept(file, number, String.valueOf(e.getMessage()));
          continue;
        }
        values.add(value);
      }
      reader.endArray();
      if (field == null && reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonParseException("more text follows the array");
      }
    } catch (JsonParseException | IllegalStateException | EOFException e) {
      throw malformed(file, number, e);
    } catch (IOException e) {
      throw isSyntax(e) ? malformed(file, number, e) : UnreadableFile.because(file, e);
    }
    return values;
  }

  /**
   * The fields that hold arrays of objects, if the file is one object and nothing more; null if it
   * is something else, such as JSON lines.
   */
  public static @Nullable List<String> arraysOfOnlyObject(Path file) {
    List<String> arrays = new ArrayList<>();
    try (JsonReader reader = open(file)) {
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        if (reader.peek() == JsonToken.BEGIN_ARRAY) {
          reader.beginArray();
          if (reader.peek() == JsonToken.BEGIN_OBJECT) {
            arrays.add(name);
          }
          while (reader.hasNext()) {
            reader.skipValue();
          }
          reader.endArray();
        } else {
          reader.skipValue();
        }
      }
      reader.endObject();
      return reader.peek() == JsonToken.END_DOCUMENT ? arrays : null;
    } catch (IllegalStateException | EOFException e) {
      return null;
    } catch (IOException e) {
      if (isSyntax(e)) {
        return null;
      }
      throw UnreadableFile.because(file, e);
    }
  }

  private static void goTo(JsonReader reader, String field) throws IOException {
    reader.beginObject();
    while (!reader.nextName().equals(field)) {
      reader.skipValue();
    }
  }

  private static JsonReader open(Path file) throws IOException {
    JsonReader reader = new JsonReader(Files.newBufferedReader(file, StandardCharsets.UTF_8));
    reader.setStrictness(Strictness.STRICT);
    return reader;
  }

  private static boolean isSyntax(IOException e) {
    return e instanceof MalformedJsonException || e instanceof EOFException;
  }

  private static IllegalArgumentException malformed(Path file, int number, Exception e) {
    return new IllegalArgumentException(
        "%s:%d: %s; from there on nothing can be read: correct the file"
            .formatted(file, number, Json.reason(e)),
        e);
  }
}
