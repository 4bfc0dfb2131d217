package dev.o1pruner.examples.command;

import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonLines;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a command prints: words for people, or with {@code --json} one JSON object per line and
 * nothing else on standard output.
 */
final class Output {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--json",
      description = "Print JSON, one object per line; all else goes to standard error.")
  private boolean json;

  /** The command it is of. */
  CommandSpec command() {
    return spec;
  }

  /** Where another command prints that this one runs: its words don't mix with JSON. */
  PrintWriter aside(CommandLine other) {
    return json ? spec.commandLine().getErr() : other.getOut();
  }

  /** Prints an object, if JSON is wanted. */
  void json(JsonObject object) {
    if (json) {
      print(object);
    }
  }

  /** Prints words, if JSON isn't wanted. */
  void words(String text) {
    if (!json) {
      spec.commandLine().getOut().println(Texts.harmless(text));
    }
  }

  /** Tells of something on standard error. */
  void note(String text) {
    spec.commandLine().getErr().println(Texts.harmless(text));
  }

  /**
   * Writes lines to a file, and to standard output if there is no file or JSON is wanted. The
   * summary goes where it doesn't mix with them.
   */
  void lines(List<JsonObject> lines, @Nullable Path file, String summary) {
    if (file != null) {
      JsonLines.write(file, lines);
    }
    if (file != null && !json) {
      words(summary + System.lineSeparator() + "written to " + file);
    } else {
      lines.forEach(this::print);
      note(summary);
    }
  }

  /** Starts a progress bar, or plain lines where a bar can't be drawn or JSON is wanted. */
  Progress progress(String what, long total, String unit) {
    return Progress.start(
        what, total, unit, spec.commandLine().getErr(), !json && Progress.canDraw());
  }

  private void print(JsonObject object) {
    spec.commandLine().getOut().println(Json.gson().toJson(object));
  }
}
