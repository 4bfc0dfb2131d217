package dev.o1pruner.problem.parquet;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonPrimitive;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Values one after the other, as they are. */
final class PlainValues {

  private PlainValues() {}

  static JsonPrimitive[] read(ByteBuffer bytes, Column.Physical type, int count) {
    ByteBuffer values = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    checkArgument(
        count <= 8L * values.remaining(), "%s values don't fit a page of its size", count);
    JsonPrimitive[] read = new JsonPrimitive[count];
    for (int i = 0; i < count; i++) {
      read[i] =
          switch (type) {
            case BOOLEAN -> new JsonPrimitive(((values.get(i / 8) >>> (i % 8)) & 1) == 1);
            case INT32 -> new JsonPrimitive(values.getInt());
            case INT64 -> new JsonPrimitive(values.getLong());
            case FLOAT -> new JsonPrimitive(values.getFloat());
            case DOUBLE -> new JsonPrimitive(values.getDouble());
            case BYTE_ARRAY -> new JsonPrimitive(text(values));
            default -> throw new IllegalArgumentException("values of type " + type);
          };
    }
    return read;
  }

  private static String text(ByteBuffer values) {
    int length = values.getInt();
    checkArgument(
        length >= 0 && length <= values.remaining(), "a text of %s bytes doesn't fit", length);
    byte[] utf8 = new byte[length];
    values.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
