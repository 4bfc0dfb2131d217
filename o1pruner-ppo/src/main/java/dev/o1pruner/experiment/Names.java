package dev.o1pruner.experiment;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.regex.Pattern;

/** Names that are also names of files and cells of tables. */
final class Names {

  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._=+-]*");

  private Names() {}

  /**
   * Refuses a name that isn't safe.
   *
   * @param what it is the name of
   */
  static String check(String what, String name) {
    checkArgument(
        SAFE.matcher(name).matches(),
        "the name of a %s must be letters, digits and . _ = + - but was \"%s\": it is part of file"
            + " names",
        what,
        name);
    return name;
  }
}
