package dev.o1pruner.run;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Files of one JSON object per line. Blank lines are passed over; a line that ends in a {@link
 * LineChecksum} must fit it, and is read without it.
 */
public final class JsonLines {

  /** What happens to a line that can't be read. */
  @FunctionalInterface
  public interface OnBadLine {

    /** Told of a bad line: file, line number from 1, reason. Throws to refuse the file. */
    void accept(Path file, int line, String reason);

    /** Refuses the file at its first bad line. */
    static OnBadLine refuse() {
      return (file, line, reason) -> {
        throw new IllegalArgumentException(
            "%s:%d: %s; correct the line, or skip bad lines".formatted(file, line, reason));
      };
    }

    /** Skips bad lines, telling the listener of each in one sentence. */
    static OnBadLine skip(Consumer<String> listener) {
      return (file, line, reason) ->
          listener.accept("%s:%d skipped: %s".formatted(file, line, reason));
    }
  }

  /**
   * Makes the value of a row.
   *
   * @param <T> type of the value
   */
  @FunctionalInterface
  public interface RowParser<T> {

    /**
     * The value; an {@link IllegalArgumentException} or {@link JsonParseException} marks the row as
     * bad.
     *
     * @param number of the row, from 1, by which errors and derived ids name it
     */
    T parse(int number, JsonObject row);
  }

  private JsonLines() {}

  /**
   * Reads a file, one value a line.
   *
   * @param file UTF-8 text
   * @param parse makes the value of a line; an {@link IllegalArgumentException} or {@link
   *     JsonParseException} from it marks the line as bad
   * @param onBadLine what to do then
   * @throws IllegalArgumentException if the file is missing, not UTF-8, or refused by onBadLine
   */
  public static <T> List<T> read(Path file, Function<JsonObject, T> parse, OnBadLine onBadLine) {
    return readRows(file, (line, object) -> parse.apply(object), onBadLine);
  }

  /** As {@link #read}, with the line's number told. */
  public static <T> List<T> readRows(Path file, RowParser<T> parse, OnBadLine onBadLine) {
    List<T> values = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String text;
      for (int line = 1; (text = reader.readLine()) != null; line++) {
        if (text.isBlank()) {
          continue;
        }
        T value;
        try {
          value = parse.parse(line, Json.parseObject(LineChecksum.verified(text)));
        } catch (JsonParseException | IllegalArgumentException e) {
          onBadLine.accept(file, line, String.valueOf(e.getMessage()));
          continue;
        }
        values.add(value);
      }
    } catch (IOException e) {
      throw UnreadableFile.because(file, e);
    }
    return values;
  }

  /** Writes values, one a line, replacing the file only once all are written. */
  public static void write(Path file, Iterable<JsonObject> values) {
    AtomicFiles.write(
        file,
        temporary -> {
          // half a surrogate pair, which a server may send, is written as a question mark
          try (Writer writer =
              new BufferedWriter(
                  new OutputStreamWriter(
                      Files.newOutputStream(temporary), StandardCharsets.UTF_8))) {
            for (JsonObject value : values) {
              writer.write(Json.gson().toJson(value));
              writer.write('\n');
            }
          }
        });
  }
}
