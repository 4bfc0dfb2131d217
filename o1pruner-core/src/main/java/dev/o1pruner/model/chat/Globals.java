package dev.o1pruner.model.chat;

import java.time.Clock;
import java.util.Map;

/** The functions that every template may call. */
final class Globals {

  private Globals() {}

  static Map<String, Object> of(Clock clock) {
    return Map.of(
        "range", (Callable) (args, fuel) -> Range.call(args),
        "dict", (Callable) Dict::call,
        "namespace", (Callable) Namespace::call,
        "raise_exception", (Callable) Globals::raise,
        "strftime_now",
            (Callable)
                (args, fuel) ->
                    Strftime.format(
                        args.bind("strftime_now", "format").requiredText("format"), clock));
  }

  private static Object raise(Arguments args, Fuel fuel) {
    String message = PythonText.str(args.bind("raise_exception", "message").get("message"), fuel);
    throw ChatTemplateException.of("the template refuses its input: %s", message);
  }
}
