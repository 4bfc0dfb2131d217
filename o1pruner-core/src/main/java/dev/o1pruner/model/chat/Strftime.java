package dev.o1pruner.model.chat;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Python's {@code datetime.now().strftime(format)} in the C locale. */
final class Strftime {

  private Strftime() {}

  static String format(String format, Clock clock) {
    LocalDateTime now = LocalDateTime.now(clock);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      if (format.charAt(i) != '%') {
        text.append(format.charAt(i));
        continue;
      }
      boolean unpadded = format.startsWith("-", i + 1);
      i += unpadded ? 2 : 1;
      String code = i < format.length() ? format.substring(i, i + 1) : "";
      String pattern = pattern(code);
      if (pattern == null) {
        throw ChatTemplateException.of("strftime_now: %%%s in '%s' is not supported", code, format);
      }
      String part = DateTimeFormatter.ofPattern(pattern, Locale.US).format(now);
      text.append(unpadded ? part.replaceFirst("^0+(?=.)", "") : part);
    }
    return text.toString();
  }

  private static @Nullable String pattern(String code) {
    return switch (code) {
      case "a" -> "EEE";
      case "A" -> "EEEE";
      case "b", "h" -> "MMM";
      case "B" -> "MMMM";
      case "c" -> "EEE MMM ppd HH:mm:ss yyyy";
      case "d" -> "dd";
      case "D", "x" -> "MM/dd/yy";
      case "e" -> "ppd";
      case "f" -> "SSSSSS";
      case "F" -> "yyyy-MM-dd";
      case "H" -> "HH";
      case "I" -> "hh";
      case "j" -> "DDD";
      case "m" -> "MM";
      case "M" -> "mm";
      case "p" -> "a";
      case "R" -> "HH:mm";
      case "S" -> "ss";
      case "T", "X" -> "HH:mm:ss";
      case "y" -> "yy";
      case "Y" -> "yyyy";
      case "z", "Z" -> "''"; // datetime.now() knows no zone
      case "%" -> "'%'";
      default -> null;
    };
  }
}
