package dev.o1pruner.problem.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column of texts, numbers or booleans, one a row.
 *
 * @param type of the stored values
 * @param optional whether a row may have none
 */
record Column(String name, Physical type, boolean optional) {

  /** How values are stored, in the order of their numbers in the file. */
  enum Physical {
    BOOLEAN,
    INT32,
    INT64,
    INT96,
    FLOAT,
    DOUBLE,
    BYTE_ARRAY,
    FIXED_LEN_BYTE_ARRAY
  }

  private static final int REQUIRED = 0;
  private static final int OPTIONAL = 1;

  /** Converted types UTF8, ENUM and JSON, and the signed and the short unsigned whole numbers. */
  private static final Set<Integer> TEXTS = Set.of(0, 4, 19);

  private static final Set<Integer> INTEGERS = Set.of(11, 12, 15, 16, 17, 18);

  /** Logical types STRING, ENUM and JSON, by their field in the union. */
  private static final Set<Integer> LOGICAL_TEXTS = Set.of(1, 4, 12);

  /**
   * The columns of a schema that can be read. Nested and repeated ones, dates, decimals and raw
   * bytes are left out: no row has them.
   *
   * @param schema its elements, depth first, the root at the start
   */
  static List<Column> of(List<ThriftStruct> schema) {
    List<Column> columns = new ArrayList<>();
    for (int at = 1; at < schema.size(); ) {
      ThriftStruct element = schema.get(at);
      Column column = of(element);
      if (column != null) {
        columns.add(column);
      }
      at = end(schema, at);
    }
    return columns;
  }

  private static @Nullable Column of(ThriftStruct element) {
    int repetition = element.has(3) ? element.smallInteger(3) : REQUIRED;
    Integer number = element.smallIntegerOrNull(1);
    boolean flat = repetition == REQUIRED || repetition == OPTIONAL;
    if (number == null || !flat || number < 0 || number >= Physical.values().length) {
      return null;
    }
    Physical type = Physical.values()[number];
    return isPlain(type, element)
        ? new Column(element.text(4), type, repetition == OPTIONAL)
        : null;
  }

  private static boolean isPlain(Physical type, ThriftStruct element) {
    Integer converted = element.smallIntegerOrNull(6);
    return switch (type) {
      case BOOLEAN, FLOAT, DOUBLE -> true;
      case INT32, INT64 -> converted == null ? !element.has(10) : INTEGERS.contains(converted);
      case BYTE_ARRAY ->
          converted == null
              ? element.has(10)
                  && element.struct(10).fields().keySet().stream().anyMatch(LOGICAL_TEXTS::contains)
              : TEXTS.contains(converted);
      case INT96, FIXED_LEN_BYTE_ARRAY -> false;
    };
  }

  /** Index after an element and all below it. */
  private static int end(List<ThriftStruct> schema, int start) {
    long open = 1;
    int at = start;
    for (; open > 0 && at < schema.size(); at++) {
      open += (schema.get(at).has(5) ? schema.get(at).size(5) : 0) - 1;
    }
    return at;
  }
}
