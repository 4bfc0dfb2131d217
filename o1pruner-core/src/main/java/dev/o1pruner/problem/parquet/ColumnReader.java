package dev.o1pruner.problem.parquet;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the pages of one column within one row group. */
final class ColumnReader {

  private static final int DATA = 0;
  private static final int DICTIONARY = 2;
  private static final int DATA_V2 = 3;

  private static final int PLAIN = 0;
  private static final int PLAIN_DICTIONARY = 2;
  private static final int RLE = 3;
  private static final int RLE_DICTIONARY = 8;

  private final Column column;
  private final Codec codec;
  private final List<JsonElement> values = new ArrayList<>();
  private JsonPrimitive[] dictionary = {};

  ColumnReader(Column column, Codec codec) {
    this.column = column;
    this.codec = codec;
  }

  /**
   * Reads a column chunk.
   *
   * @param chunk all its pages
   * @param rows values there must be; JSON null stands for none
   */
  List<JsonElement> read(ByteBuffer chunk, long rows) throws IOException {
    while (values.size() < rows) {
      ThriftStruct header = new ThriftReader(chunk).struct();
      int size = header.size(2);
      int compressedSize = header.size(3);
      checkArgument(
          compressedSize <= chunk.remaining(), "a page of %s bytes doesn't fit", compressedSize);
      switch (header.smallInteger(1)) {
        case DICTIONARY ->
            dictionary =
                PlainValues.read(
                    codec.decompress(chunk, compressedSize, size),
                    column.type(),
                    header.struct(7).size(1));
        case DATA ->
            readPage(
                codec.decompress(chunk, compressedSize, size),
                header.struct(5),
                rows - values.size());
        case DATA_V2 ->
            readPageV2(chunk, compressedSize, size, header.struct(8), rows - values.size());
        default -> chunk.position(chunk.position() + compressedSize); // an index
      }
    }
    return values;
  }

  private void readPage(ByteBuffer page, ThriftStruct header, long rows) {
    int count = count(header, rows);
    int[] defined = new int[0];
    if (column.optional()) {
      checkArgument(header.smallInteger(3) == RLE, "its levels aren't run-length encoded");
      int length = page.order(ByteOrder.LITTLE_ENDIAN).getInt();
      defined = HybridRuns.read(take(page, length), 1, count);
    }
    add(page, header.smallInteger(2), count, defined);
  }

  private void readPageV2(
      ByteBuffer chunk, int compressedSize, int size, ThriftStruct header, long rows)
      throws IOException {
    int count = count(header, rows);
    int levels = Math.addExact(header.size(5), header.size(6));
    checkArgument(
        levels <= Math.min(size, compressedSize), "its levels of %s bytes don't fit", levels);
    take(chunk, header.size(6)); // a flat column repeats nothing
    ByteBuffer definitions = take(chunk, header.size(5));
    int[] defined = column.optional() ? HybridRuns.read(definitions, 1, count) : new int[0];
    Codec pageCodec = header.flag(7, true) ? codec : Codec.UNCOMPRESSED;
    ByteBuffer page =
        size == levels
            ? ByteBuffer.allocate(0)
            : pageCodec.decompress(chunk, compressedSize - levels, size - levels);
    add(page, header.smallInteger(4), count, defined);
  }

  /** Values of a page, before anything of that size is made. */
  private static int count(ThriftStruct header, long rows) {
    int count = header.size(1);
    checkArgument(count <= rows, "a page has %s values for the %s rows left", count, rows);
    return count;
  }

  /** Adds a page's values. {@code defined} has 1 for each that is there; empty if all are. */
  private void add(ByteBuffer page, int encoding, int count, int[] defined) {
    int present = count;
    for (int level : defined) {
      present -= 1 - level;
    }
    JsonPrimitive[] stored = decode(page, encoding, present);
    int next = 0;
    for (int i = 0; i < count; i++) {
      boolean isThere = defined.length == 0 || defined[i] == 1;
      values.add(isThere ? stored[next++] : JsonNull.INSTANCE);
    }
  }

  private JsonPrimitive[] decode(ByteBuffer page, int encoding, int count) {
    if (encoding == PLAIN) {
      return PlainValues.read(page, column.type(), count);
    }
    JsonPrimitive[] decoded = new JsonPrimitive[count];
    if (count == 0) {
      return decoded;
    }
    if (encoding == RLE && column.type() == Column.Physical.BOOLEAN) {
      int length = page.order(ByteOrder.LITTLE_ENDIAN).getInt();
      int[] flags = HybridRuns.read(take(page, length), 1, count);
      Arrays.setAll(decoded, i -> new JsonPrimitive(flags[i] == 1));
      return decoded;
    }
    checkArgument(
        encoding == PLAIN_DICTIONARY || encoding == RLE_DICTIONARY,
        "its values have encoding %s; only plain and dictionary encodings can be read: write it"
            + " again with those",
        encoding);
    int[] indices = HybridRuns.read(page, page.get(), count);
    for (int i = 0; i < count; i++) {
      checkArgument(
          indices[i] >= 0 && indices[i] < dictionary.length,
          "index %s is outside its dictionary of %s values",
          indices[i],
          dictionary.length);
      decoded[i] = dictionary[indices[i]];
    }
    return decoded;
  }

  private static ByteBuffer take(ByteBuffer bytes, int length) {
    checkArgument(
        length >= 0 && length <= bytes.remaining(), "its levels of %s bytes don't fit", length);
    ByteBuffer taken = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return taken;
  }
}
