package dev.o1pruner.problem.parquet;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.o1pruner.run.JsonLines.OnBadLine;
import dev.o1pruner.run.JsonLines.RowParser;
import dev.o1pruner.run.UnreadableFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the flat columns of a Parquet file: texts, whole numbers, floating-point numbers, booleans,
 * any of them null. Plain and dictionary encodings; uncompressed, Snappy or Gzip.
 */
public final class ParquetFile {

  /** What a Parquet file begins and ends with. */
  public static final String MAGIC = "PAR1";

  private static final int TAIL = 8;

  private ParquetFile() {}

  /**
   * Reads a file, one value per row; rows are numbered from 1. A row group is held in memory at a
   * time.
   *
   * @param parse makes the value of a row, whose fields are the columns that can be read
   * @param onBadLine what to do with a row that parse finds bad
   * @throws IllegalArgumentException if the file is missing, damaged, written in a way that can't
   *     be read, or refused by onBadLine
   */
  public static <T> List<T> read(Path file, RowParser<T> parse, OnBadLine onBadLine) {
    List<T> values = new ArrayList<>();
    int number = 0;
    try (FileChannel channel = FileChannel.open(file)) {
      Footer footer = located(file.toString(), () -> footer(channel));
      for (ThriftStruct group : footer.groups()) {
        for (JsonObject row : located(file.toString(), () -> rows(channel, footer, group))) {
          number++;
          T value;
          try {
            value = parse.parse(number, row);
          } catch (JsonParseException | IllegalArgumentException e) {
            onBadLine.accept(file, number, String.valueOf(e.getMessage()));
            continue;
          }
          values.add(value);
        }
      }
    } catch (IOException e) {
      throw UnreadableFile.because(file, e);
    }
    return values;
  }

  /** What the end of a file says: its columns that can be read, and its groups of rows. */
  private record Footer(List<Column> columns, List<ThriftStruct> groups) {}

  /** A part of a file that may be damaged. */
  @FunctionalInterface
  private interface Part<T> {
    T read() throws IOException;
  }

  /** Reads a part; what is wrong with it is said to be wrong there. */
  private static <T> T located(String where, Part<T> part) throws IOException {
    try {
      return part.read();
    } catch (BufferUnderflowException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new IllegalArgumentException(where + " is damaged: a page or its footer is cut off", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(where, e.getMessage()), e);
    }
  }

  private static Footer footer(FileChannel channel) throws IOException {
    long size = channel.size();
    checkArgument(size >= 2 * MAGIC.length() + 4, "a Parquet file of %s bytes is cut off", size);
    ByteBuffer tail = bytes(channel, size - TAIL, TAIL);
    int length = tail.order(ByteOrder.LITTLE_ENDIAN).getInt();
    checkArgument(
        StandardCharsets.US_ASCII.decode(tail).toString().equals(MAGIC)
            && length > 0
            && length <= size - TAIL,
        "a Parquet file doesn't end in a footer: it is cut off, or encrypted");
    ThriftStruct footer = new ThriftReader(bytes(channel, size - TAIL - length, length)).struct();
    return new Footer(Column.of(footer.structs(2)), footer.structs(4));
  }

  private static List<JsonObject> rows(FileChannel channel, Footer footer, ThriftStruct group)
      throws IOException {
    Map<String, ThriftStruct> chunks = new LinkedHashMap<>();
    for (ThriftStruct chunk : group.structs(1)) {
      ThriftStruct data = chunk.struct(3);
      chunks.put(String.join(".", data.texts(3)), data);
    }
    int count = group.size(3);
    List<JsonObject> rows = new ArrayList<>();
    for (Column column : footer.columns()) {
      ThriftStruct chunk = chunks.get(column.name());
      checkArgument(chunk != null, "there are no values of column %s", column.name());
      List<JsonElement> values =
          located("column " + column.name(), () -> values(channel, column, chunk, count));
      for (int i = 0; i < count; i++) {
        if (rows.size() == i) {
          rows.add(new JsonObject());
        }
        rows.get(i).add(column.name(), values.get(i));
      }
    }
    return rows;
  }

  private static List<JsonElement> values(
      FileChannel channel, Column column, ThriftStruct chunk, int count) throws IOException {
    long start = chunk.integer(9);
    if (chunk.has(11) && chunk.integer(11) > 0) {
      start = Math.min(start, chunk.integer(11)); // the dictionary stands before the data
    }
    ByteBuffer pages = bytes(channel, start, chunk.size(7));
    return new ColumnReader(column, Codec.of(chunk.smallInteger(4))).read(pages, count);
  }

  private static ByteBuffer bytes(FileChannel channel, long start, int length) throws IOException {
    checkArgument(
        start >= 0 && length <= channel.size() - start, "it names bytes beyond its own end");
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, start + bytes.position()) < 0) {
        throw new EOFException("it became shorter while it was read");
      }
    }
    return bytes.flip();
  }
}
