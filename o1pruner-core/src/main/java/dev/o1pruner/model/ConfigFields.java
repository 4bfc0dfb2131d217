package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.jspecify.annotations.Nullable;

/**
 * The fields of config.json, or of an object in it: each is absent, null or of its type, or is
 * refused by name. Null counts as absent.
 *
 * @param json the object
 */
record ConfigFields(JsonObject json) {

  /** Whether a field is there and not null. */
  boolean has(String field) {
    return value(field) != null;
  }

  /** A field's value, or null if it is absent or null. */
  @Nullable JsonElement value(String field) {
    JsonElement value = json.get(field);
    return value == null || value.isJsonNull() ? null : value;
  }

  /** A whole number that must be there. */
  int integer(String field) {
    return whole(field, number(field));
  }

  int integer(String field, int otherwise) {
    return whole(field, number(field, otherwise));
  }

  /** A number that must be there. */
  double number(String field) {
    checkArgument(has(field), "field \"%s\" is missing", field);
    return number(field, 0);
  }

  double number(String field, double otherwise) {
    return value(field) == null
        ? otherwise
        : primitive(field, "a number", JsonPrimitive::isNumber).getAsDouble();
  }

  boolean flag(String field, boolean otherwise) {
    return value(field) == null
        ? otherwise
        : primitive(field, "true or false", JsonPrimitive::isBoolean).getAsBoolean();
  }

  @Nullable String text(String field) {
    return value(field) == null
        ? null
        : primitive(field, "a string", JsonPrimitive::isString).getAsString();
  }

  /** An object, empty if absent. */
  ConfigFields object(String field) {
    JsonElement value = value(field);
    checkArgument(
        value == null || value.isJsonObject(), "\"%s\" must be an object but was %s", field, value);
    return new ConfigFields(value == null ? new JsonObject() : value.getAsJsonObject());
  }

  private interface Kind {
    boolean test(JsonPrimitive value);
  }

  private JsonPrimitive primitive(String field, String what, Kind kind) {
    JsonElement value = json.get(field);
    checkArgument(
        value.isJsonPrimitive() && kind.test(value.getAsJsonPrimitive()),
        "\"%s\" must be %s but was %s",
        field,
        what,
        value);
    return value.getAsJsonPrimitive();
  }

  private int whole(String field, double value) {
    checkArgument(
        value == (int) value, "\"%s\" must be a whole number but was %s", field, json.get(field));
    return (int) value;
  }
}
