package dev.o1pruner.examples;

import dev.o1pruner.examples.command.PretrainCommand;
import dev.o1pruner.examples.command.PruneCommand;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher. */
@Command(
    name = "o1pruner",
    mixinStandardHelpOptions = true,
    description = "Makes long-thinking language models think only as long as they need.",
    subcommands = {PruneCommand.class, PretrainCommand.class})
public final class Main {

  private Main() {}

  /** Runs a subcommand; exits with 0, 2 for bad input, 1 for a failure. */
  public static void main(String[] args) {
    // Offline: every native part comes from a dependency, and DJL's usage ping is off.
    System.setProperty("ai.djl.offline", System.getProperty("ai.djl.offline", "true"));
    int code =
        new CommandLine(new Main())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  if (failure instanceof IllegalArgumentException
                      || failure instanceof IllegalStateException
                      || failure instanceof UncheckedIOException) {
                    command.getErr().println(failure.getMessage());
                    return CommandLine.ExitCode.USAGE;
                  }
                  throw failure;
                })
            .execute(args);
    System.out.flush();
    if (code != 0) {
      System.exit(code);
    }
  }
}
