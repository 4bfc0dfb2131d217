package dev.o1pruner.examples.command;

import dev.o1pruner.run.JsonLines.OnBadLine;
import picocli.CommandLine.Option;

/** What happens to malformed lines of an input file. */
final class BadLineOptions {

  @Option(
      names = "--skip-bad-lines",
      description = "Pass over malformed lines, naming each on standard error.")
  private boolean skip;

  /** The rule asked for. */
  OnBadLine rule(Output output) {
    return skip ? OnBadLine.skip(output::note) : refuse("correct the line, or --skip-bad-lines");
  }

  /** Refuses a file at its first bad line. */
  static OnBadLine refuse(String whatNow) {
    return (file, line, reason) -> {
      throw new IllegalArgumentException("%s:%d: %s; %s".formatted(file, line, reason, whatNow));
    };
  }
}
