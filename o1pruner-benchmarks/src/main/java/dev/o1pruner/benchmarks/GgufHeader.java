package dev.o1pruner.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/** The metadata of a GGUF file, little endian; what follows {@link #end()} describes tensors. */
final class GgufHeader {

  private static final int UINT32 = 4;
  private static final int INT32 = 5;
  private static final int FLOAT32 = 6;
  private static final int BOOL = 7;
  private static final int STRING = 8;
  private static final int ARRAY = 9;

  private final int tensors;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long entries;
  private byte[] metadata = {};

  GgufHeader(int tensors) {
    this.tensors = tensors;
  }

  GgufHeader text(String key, String value) {
    return key(key, STRING).string(value);
  }

  GgufHeader number(String key, int value) {
    return key(key, UINT32).int32(value);
  }

  GgufHeader real(String key, double value) {
    return key(key, FLOAT32).float32(value);
  }

  GgufHeader flag(String key, boolean value) {
    key(key, BOOL);
    bytes.write(value ? 1 : 0);
    return this;
  }

  GgufHeader texts(String key, int count, IntFunction<String> value) {
    array(key, STRING, count);
    for (int i = 0; i < count; i++) {
      string(value.apply(i));
    }
    return this;
  }

  GgufHeader reals(String key, int count, IntToDoubleFunction value) {
    array(key, FLOAT32, count);
    for (int i = 0; i < count; i++) {
      float32(value.applyAsDouble(i));
    }
    return this;
  }

  GgufHeader numbers(String key, int count, IntUnaryOperator value) {
    array(key, INT32, count);
    for (int i = 0; i < count; i++) {
      int32(value.applyAsInt(i));
    }
    return this;
  }

  /** Ends the metadata. */
  GgufHeader end() {
    metadata = bytes.toByteArray();
    bytes.reset();
    return this;
  }

  /** Everything before the tensors' values, not yet aligned. */
  byte[] bytes() {
    byte[] described = bytes.toByteArray();
    ByteBuffer all =
        ByteBuffer.allocate(24 + metadata.length + described.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("GGUF".getBytes(StandardCharsets.US_ASCII))
            .putInt(3)
            .putLong(tensors)
            .putLong(entries)
            .put(metadata)
            .put(described);
    return all.array();
  }

  GgufHeader string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int64(utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  GgufHeader int32(int number) {
    bytes.writeBytes(little(4).putInt(number).array());
    return this;
  }

  GgufHeader int64(long number) {
    bytes.writeBytes(little(8).putLong(number).array());
    return this;
  }

  private GgufHeader float32(double number) {
    bytes.writeBytes(little(4).putFloat((float) number).array());
    return this;
  }

  private GgufHeader key(String key, int type) {
    entries++;
    return string(key).int32(type);
  }

  private void array(String key, int type, int count) {
    key(key, ARRAY).int32(type).int64(count);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
