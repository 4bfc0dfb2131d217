package dev.o1pruner.problem.parquet;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the Thrift compact protocol, in which Parquet writes its footer and page headers: whole
 * numbers as {@code Long}, binaries as {@code String}, structs as {@link ThriftStruct}.
 */
final class ThriftReader {

  private static final int STOP = 0;
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int BYTE = 3;
  private static final int I16 = 4;
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int DOUBLE = 7;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int SET = 10;
  private static final int MAP = 11;
  private static final int STRUCT = 12;

  /** Parquet's own structs and lists nest to about 10. */
  private static final int MAX_DEPTH = 20;

  private final ByteBuffer bytes;
  private int depth;

  ThriftReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  ThriftStruct struct() {
    deeper();
    Map<Integer, Object> fields = new HashMap<>();
    int field = 0;
    while (true) {
      int header = bytes.get() & 0xff;
      int type = header & 0xf;
      if (type == STOP) {
        depth--;
        return new ThriftStruct(fields);
      }
      int step = header >>> 4;
      field = step == 0 ? (int) zigzag() : field + step;
      fields.put(
          field, type == TRUE || type == FALSE ? Boolean.valueOf(type == TRUE) : value(type));
    }
  }

  private Object value(int type) {
    return switch (type) {
      case TRUE, FALSE -> bytes.get() == TRUE; // within a list, a byte each
      case BYTE -> (long) bytes.get();
      case I16, I32, I64 -> zigzag();
      case DOUBLE -> {
        double value = bytes.order(ByteOrder.LITTLE_ENDIAN).getDouble();
        yield value;
      }
      case BINARY -> text();
      case LIST, SET -> list();
      case MAP -> map();
      case STRUCT -> struct();
      default -> throw new IllegalArgumentException("it has a field of unknown type " + type);
    };
  }

  private void deeper() {
    checkArgument(++depth <= MAX_DEPTH, "its structs are nested too deeply");
  }

  private String text() {
    int length = count();
    String text = StandardCharsets.UTF_8.decode(bytes.slice(bytes.position(), length)).toString();
    bytes.position(bytes.position() + length);
    return text;
  }

  private List<Object> list() {
    deeper();
    int header = bytes.get() & 0xff;
    int size = (header >>> 4) == 0xf ? count() : header >>> 4;
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(value(header & 0xf));
    }
    depth--;
    return values;
  }

  /** No field that is used is a map: it is read to be passed over. */
  private List<Object> map() {
    deeper();
    int size = count();
    List<Object> values = new ArrayList<>();
    int types = size == 0 ? 0 : bytes.get() & 0xff;
    for (int i = 0; i < size; i++) {
      values.add(value(types >>> 4));
      values.add(value(types & 0xf));
    }
    depth--;
    return values;
  }

  /** A count of what follows, each at least a byte. */
  private int count() {
    long count = Varint.read(bytes);
    checkArgument(
        count >= 0 && count <= bytes.remaining(), "it announces %s bytes, more than follow", count);
    return (int) count;
  }

  private long zigzag() {
    long value = Varint.read(bytes);
    return (value >>> 1) ^ -(value & 1);
  }
}
