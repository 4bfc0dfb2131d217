package dev.o1pruner.run;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Fields of a JSON object, read without guessing: what is malformed is refused by name. */
public final class JsonFields {

  private JsonFields() {}

  /**
   * A field that must be there.
   *
   * @param read makes the value; whatever Gson throws for another type marks it as malformed
   * @throws IllegalArgumentException naming the field that is missing, null or malformed
   */
  public static <T> T required(JsonObject object, String name, Function<JsonElement, T> read) {
    JsonElement value = object.get(name);
    checkArgument(value != null && !value.isJsonNull(), "field \"%s\" is missing", name);
    try {
      return read.apply(value);
    } catch (IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException e) {
      throw new IllegalArgumentException("field \"%s\" can't be %s".formatted(name, value), e);
    }
  }

  /**
   * A field that may be missing or null.
   *
   * @throws IllegalArgumentException naming the field if it is malformed
   */
  public static <T> @Nullable T optional(
      JsonObject object, String name, Function<JsonElement, T> read) {
    JsonElement value = object.get(name);
    return value == null || value.isJsonNull() ? null : required(object, name, read);
  }

  /** Text; a number isn't text. */
  public static String text(JsonElement value) {
    checkArgument(value.isJsonPrimitive() && value.getAsJsonPrimitive().isString(), "not a string");
    return value.getAsString();
  }

  /** A whole number; Gson's own reading would cut 1.5 down to 1 and wrap 4294967297 round to it. */
  public static int integer(JsonElement value) {
    try {
      return value.getAsBigDecimal().intValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("not a whole number", e);
    }
  }

  /** A whole number of 64 bits. */
  public static long integer64(JsonElement value) {
    try {
      return value.getAsBigDecimal().longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("not a whole number of 64 bits", e);
    }
  }

  /** True or false; Gson's own reading would take any text for false. */
  public static boolean bool(JsonElement value) {
    checkArgument(
        value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean(), "not true or false");
    return value.getAsBoolean();
  }

  /** A list of whole numbers, such as token ids. */
  public static ImmutableIntArray integers(JsonElement value) {
    return ImmutableIntArray.copyOf(
        value.getAsJsonArray().asList().stream().mapToInt(JsonFields::integer));
  }
}
