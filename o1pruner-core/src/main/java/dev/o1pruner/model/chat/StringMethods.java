package dev.o1pruner.model.chat;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The methods of Python's str that templates call. */
final class StringMethods {

  /** Every attribute of a str, so that {@code content.text} is undefined and not unsupported. */
  static final ImmutableSet<String> NAMES =
      ImmutableSet.copyOf(
          ("capitalize casefold center count encode endswith expandtabs find format format_map index"
                  + " isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric"
                  + " isprintable isspace istitle isupper join ljust lower lstrip maketrans partition"
                  + " removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip"
                  + " split splitlines startswith strip swapcase title translate upper zfill")
              .split(" ", -1));

  private static final ImmutableSet<String> TAKE_KEYWORDS =
      ImmutableSet.of("split", "rsplit", "splitlines", "format");

  private StringMethods() {}

  /** {@code text.name(args)}. */
  static Object call(String text, String name, Arguments args, Fuel fuel) {
    if (!TAKE_KEYWORDS.contains(name)) {
      args.refuseNamed("str." + name);
    }
    fuel.scan(text.length());
    return switch (name) {
      case "strip" -> Casing.strip(text, chars(name, args), true, true, fuel);
      case "lstrip" -> Casing.strip(text, chars(name, args), true, false, fuel);
      case "rstrip" -> Casing.strip(text, chars(name, args), false, true, fuel);
      case "split", "rsplit" -> Splitting.call(text, name, args, fuel);
      case "splitlines" -> {
        args.bind(name);
        yield new ArrayList<Object>(Splitting.lines(text, fuel));
      }
      case "partition" -> partition(text, args.bind(name, "sep").requiredText("sep"), false, fuel);
      case "rpartition" -> partition(text, args.bind(name, "sep").requiredText("sep"), true, fuel);
      case "startswith", "endswith" -> affix(text, name, args, fuel);
      case "removeprefix" -> {
        String prefix = args.bind(name, "prefix").requiredText("prefix");
        yield text.startsWith(prefix) ? text.substring(prefix.length()) : text;
      }
      case "removesuffix" -> {
        String suffix = args.bind(name, "suffix").requiredText("suffix");
        yield text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
      }
      case "find", "index", "rfind", "rindex" -> Splitting.position(text, name, args, fuel);
      case "count" -> Splitting.count(text, args.bind(name, "sub").requiredText("sub"), fuel);
      case "replace" -> {
        Arguments.Bound bound = args.bind(name, "old", "new", "count?");
        yield Splitting.replace(
            text,
            bound.requiredText("old"),
            bound.requiredText("new"),
            bound.integer("count", -1),
            fuel);
      }
      case "join" -> join(text, args.bind(name, "iterable").get("iterable"), fuel);
      case "format" -> Formatting.braces(text, args, fuel);
      default -> {
        Object value = withoutArguments(text, name, fuel); // first whether there is such a method
        args.bind(name);
        yield value;
      }
    };
  }

  private static Object withoutArguments(String text, String name, Fuel fuel) {
    fuel.text(text.length());
    return switch (name) {
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "title" -> Casing.title(text);
      case "capitalize" -> Casing.capitalize(text);
      case "isspace" -> all(text, CodePoints::isSpace);
      case "isalpha" -> all(text, Character::isLetter);
      case "isdecimal" -> all(text, Character::isDigit); // both: Unicode category Nd
      case "isascii" -> text.chars().allMatch(character -> character < 128);
      case "islower" -> Casing.isLower(text);
      case "isupper" -> Casing.isUpper(text);
      default -> throw ChatTemplateException.of("method %s of text is not supported", name);
    };
  }

  private static boolean all(String text, IntPredicate test) {
    return !text.isEmpty() && text.codePoints().allMatch(test);
  }

  private static @Nullable String chars(String name, Arguments args) {
    return args.bind(name, "chars?").text("chars");
  }

  private static boolean affix(String text, String name, Arguments args, Fuel fuel) {
    Object given = args.bind(name, "affix").get("affix");
    List<Object> affixes = given instanceof Tuple tuple ? tuple.items() : List.of(given);
    for (Object affix : affixes) {
      if (!Types.isText(affix)) {
        throw ChatTemplateException.of(
            "%s needs text or a tuple of texts, not %s", name, Types.name(affix));
      }
      String part = Types.text(affix);
      fuel.scan(part.length());
      if (name.equals("startswith") ? text.startsWith(part) : text.endsWith(part)) {
        return true;
      }
    }
    return false;
  }

  private static Tuple partition(String text, String separator, boolean last, Fuel fuel) {
    Splitting.refuseEmpty(separator);
    List<String> parts = Splitting.at(text, separator, 1, last, fuel);
    if (parts.size() == 2) {
      return Tuple.of(parts.get(0), separator, parts.get(1));
    }
    return last ? Tuple.of("", "", text) : Tuple.of(text, "", "");
  }

  private static String join(String separator, Object items, Fuel fuel) {
    List<String> texts =
        Lists.transform(
            Sequences.list(items, fuel),
            item -> {
              if (!Types.isText(item)) {
                throw ChatTemplateException.of(
                    "join needs texts, but one item is a %s", Types.name(item));
              }
              return Types.text(item);
            });
    return join(separator, texts, fuel);
  }

  /** The texts with a separator between them. */
  static String join(String separator, List<String> texts, Fuel fuel) {
    texts.forEach(text -> fuel.text((long) text.length() + separator.length()));
    return String.join(separator, texts);
  }
}
