package dev.o1pruner.examples;

import dev.o1pruner.examples.command.CompareCommand;
import dev.o1pruner.examples.command.EvaluateCommand;
import dev.o1pruner.examples.command.GenerateCommand;
import dev.o1pruner.examples.command.GradeCommand;
import dev.o1pruner.examples.command.OverlapCommand;
import dev.o1pruner.examples.command.PlanCommand;
import dev.o1pruner.examples.command.PretrainCommand;
import dev.o1pruner.examples.command.PruneCommand;
import dev.o1pruner.examples.command.RandomCommand;
import dev.o1pruner.examples.command.ReplayCommand;
import dev.o1pruner.examples.command.ReportCommand;
import dev.o1pruner.examples.command.RoundsCommand;
import dev.o1pruner.examples.command.SampleCommand;
import dev.o1pruner.examples.command.ScoreCommand;
import dev.o1pruner.examples.command.ServeCommand;
import dev.o1pruner.examples.command.StoppedException;
import dev.o1pruner.examples.command.Texts;
import dev.o1pruner.examples.command.WeighCommand;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The launcher. Exits with 0, with 2 for bad input (one sentence on standard error says what is
 * wrong), with 1 for a failure that isn't the user's. Commands that can go on later and were
 * stopped say so and exit with 130 after Ctrl-C, with 143 after SIGTERM.
 */
@Command(
    name = "o1pruner",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes long-thinking language models think only as long as they need.",
    footer = "Each command lists its options with --help.",
    subcommands = {
      PruneCommand.class,
      CompareCommand.class,
      RoundsCommand.class,
      ReportCommand.class,
      ReplayCommand.class,
      PretrainCommand.class,
      PlanCommand.class,
      RandomCommand.class,
      EvaluateCommand.class,
      GenerateCommand.class,
      ScoreCommand.class,
      SampleCommand.class,
      GradeCommand.class,
      WeighCommand.class,
      OverlapCommand.class,
      ServeCommand.class,
    })
public final class Main implements Callable<Integer> {

  private static final String OFFLINE = "ai.djl.offline";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--stacktrace", hidden = true, scope = ScopeType.INHERIT)
  private boolean stacktrace;

  private Main() {}

  /** Runs a subcommand and exits with its code. */
  public static void main(String[] args) {
    int code = run(args, System.out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  /**
   * Runs a subcommand.
   *
   * @param out what it prints, in UTF-8 whatever the platform: JSON is UTF-8
   * @param err progress, notes and errors
   * @return the exit code
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    // Offline: every native part comes from a dependency, and DJL's usage ping is off.
    System.setProperty(OFFLINE, System.getProperty(OFFLINE, "true"));
    PrintWriter errors = writer(err);
    Main main = new Main();
    try {
      return new CommandLine(main)
          .setOut(writer(out))
          .setErr(errors)
          .setExpandAtFiles(false) // a prompt may begin with @
          .setParameterExceptionHandler((failure, given) -> misused(failure))
          .setExecutionExceptionHandler(
              (failure, command, parsed) -> main.failed(command, failure, isBadInput(failure)))
          .execute(args);
    } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
      return main.failed(new CommandLine(main).setErr(errors), e, false);
    }
  }

  /** Without a subcommand: says which there are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }

  private static int misused(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    String message = oneLine(String.valueOf(failure.getMessage()));
    if (failure instanceof UnmatchedArgumentException && !command.getSubcommands().isEmpty()) {
      message += ", and the commands are " + String.join(", ", command.getSubcommands().keySet());
    }
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().printf("%s: %s; %s --help lists the options%n", name, message, name);
    return CommandLine.ExitCode.USAGE;
  }

  private int failed(CommandLine command, Throwable failure, boolean badInput) {
    if (failure instanceof StoppedException) {
      return StoppedException.EXIT_CODE; // it has said so itself
    }
    PrintWriter errors = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    if (badInput) {
      errors.println(name + ": " + oneLine(String.valueOf(failure.getMessage())));
    } else {
      errors.println(
          name
              + ": unexpected failure, "
              + oneLine(failure.toString())
              + (stacktrace ? "" : "; --stacktrace shows where"));
    }
    if (stacktrace) {
      failure.printStackTrace(errors);
    }
    errors.flush();
    return badInput ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
  }

  /** What the library throws for a caller's value, order or file. */
  private static boolean isBadInput(Exception failure) {
    return failure instanceof IllegalArgumentException
        || failure instanceof IllegalStateException
        || failure instanceof UncheckedIOException;
  }

  private static String oneLine(String message) {
    return Texts.harmless(message.replaceAll("\\s*\\R\\s*", " ").strip());
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
