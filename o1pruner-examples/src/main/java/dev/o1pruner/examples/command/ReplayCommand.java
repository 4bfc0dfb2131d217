package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Joiner;
import com.google.gson.JsonObject;
import dev.o1pruner.run.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a run again from its manifest, and compares. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Makes a run of prune, rounds, compare or sample again from its manifest, and says whether the"
          + " results are the same, byte by byte but for wall-clock times. A run whose model, data or"
          + " versions have changed is refused with all that differs.",
      "Exits with 1 if the results differ. With --json, prints one object: command, directory, files,"
          + " identical, difference; what the run itself prints goes to standard error."
    })
public final class ReplayCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "MANIFEST",
      description = "manifest.json in the run's directory, or of sample FILE.manifest.json.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private Path manifest;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description = "Where the new results go [those of the run, with .replay at the end].")
  private @Nullable Path out;

  @Option(
      names = "--allow-changed-versions",
      description = "Replay with other software than the run's; its results may differ then.")
  private boolean allowChangedVersions;

  @Option(
      names = GivenOptions.API_KEY,
      paramLabel = "NAME",
      description =
          "Environment variable that holds the API key of the server that the run sampled from: a"
              + " manifest doesn't name it.")
  private @Nullable String apiKeyVariable;

  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    CommandManifest run = CommandManifest.read(manifest);
    CommandLine again = output.command().parent().subcommands().get(run.command());
    checkArgument(
        again != null && again.getCommand() instanceof Replayable,
        "%s is of %s, which can't be replayed",
        manifest,
        run.command());
    Path target = target(run);
    Set<String> known = GivenOptions.of(again.getCommandSpec()).keySet();
    List<String> arguments = new ArrayList<>(run.arguments(known));
    arguments.add("--out=" + target);
    if (apiKeyVariable != null) {
      arguments.add(GivenOptions.API_KEY + "=" + apiKeyVariable);
    }
    again.parseArgs(arguments.toArray(new String[0]));
    Replayable command = again.getCommand();
    checkUnchanged(run, command);
    again.setOut(output.aside(again));
    command.run();
    return report(run, target, ResultComparison.of(run.results(), target));
  }

  private Path target(CommandManifest run) {
    Path results = run.results();
    Path target =
        (out == null ? results.resolveSibling(results.getFileName() + ".replay") : out)
            .toAbsolutePath()
            .normalize();
    checkArgument(!target.equals(results), "--out %s is where the run itself is", target);
    Path finished = CommandManifest.of(target);
    checkArgument(
        !Files.exists(finished),
        "%s says that a run ended there already: give another --out, or delete it with its results",
        finished);
    return target;
  }

  private void checkUnchanged(CommandManifest run, Replayable command) {
    List<Fingerprint.Difference> changed = new ArrayList<>(run.changedInputs(command.inputs()));
    List<Fingerprint.Difference> versions = run.changedVersions();
    if (!allowChangedVersions) {
      changed.addAll(versions);
    }
    checkArgument(
        changed.isEmpty(),
        "what %s is of has changed: %s; restore it%s",
        manifest,
        Joiner.on(", ").join(changed),
        changed.stream().anyMatch(versions::contains)
            ? ", or give --allow-changed-versions for another software"
            : "");
    versions.forEach(
        each -> output.note("another version of %s: results may differ".formatted(each)));
    run.changedMachine()
        .forEach(each -> output.note("another machine, %s: results may differ".formatted(each)));
  }

  private int report(CommandManifest run, Path target, ResultComparison comparison) {
    String difference = comparison.difference();
    JsonObject line = new JsonObject();
    line.addProperty("command", run.command());
    line.addProperty("directory", target.toString());
    line.addProperty("files", comparison.files());
    line.addProperty("identical", difference == null);
    line.addProperty("difference", difference);
    output.json(line);
    output.words(
        difference == null
            ? "replayed: %d files are the same, byte by byte but for times: %s"
                .formatted(comparison.files(), target)
            : "replayed: the results differ, first in %s: %s".formatted(difference, target));
    return difference == null ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
