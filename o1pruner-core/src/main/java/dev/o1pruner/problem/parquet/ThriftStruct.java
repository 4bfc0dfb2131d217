package dev.o1pruner.problem.parquet;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A struct of the Thrift compact protocol: values by field number. */
record ThriftStruct(Map<Integer, Object> fields) {

  boolean has(int field) {
    return fields.containsKey(field);
  }

  long integer(int field) {
    return get(field, Long.class);
  }

  int smallInteger(int field) {
    long value = integer(field);
    checkArgument(value == (int) value, "field %s is %s, over 32 bits", field, value);
    return (int) value;
  }

  /** A size or count: a negative one marks a damaged file. */
  int size(int field) {
    int value = smallInteger(field);
    checkArgument(value >= 0, "field %s is %s where a size is due", field, value);
    return value;
  }

  @Nullable Integer smallIntegerOrNull(int field) {
    return has(field) ? smallInteger(field) : null;
  }

  boolean flag(int field, boolean absent) {
    return has(field) ? get(field, Boolean.class) : absent;
  }

  String text(int field) {
    return get(field, String.class);
  }

  ThriftStruct struct(int field) {
    return get(field, ThriftStruct.class);
  }

  List<ThriftStruct> structs(int field) {
    return list(field, ThriftStruct.class);
  }

  List<String> texts(int field) {
    return list(field, String.class);
  }

  private <T> List<T> list(int field, Class<T> type) {
    List<T> values = new ArrayList<>();
    for (Object value : get(field, List.class)) {
      checkArgument(type.isInstance(value), "field %s holds %s, not a %s", field, value, type);
      values.add(type.cast(value));
    }
    return values;
  }

  private <T> T get(int field, Class<T> type) {
    Object value = fields.get(field);
    checkArgument(type.isInstance(value), "field %s should be a %s but is %s", field, type, value);
    return type.cast(value);
  }
}
