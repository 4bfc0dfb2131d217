package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.model.script.ComputeThreads;
import dev.o1pruner.run.Fingerprint;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonFields;
import dev.o1pruner.run.RunManifest;
import dev.o1pruner.run.RuntimeVersions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The manifest of a command's run: what {@link RunManifest} holds, and the command line with every
 * default, from which {@code replay} makes the run again.
 *
 * @param file where it is
 * @param fields what it holds
 */
record CommandManifest(Path file, JsonObject fields) {

  /** Name of the manifest in a directory of results. */
  static final String NAME = "manifest.json";

  private static final String SUFFIX = "." + NAME;
  private static final String COMMAND = "command";
  private static final String OPTIONS = "options";
  private static final String INPUTS = "inputs";

  /** Starts one of a command that is about to run. */
  static RunManifest start(Replayable command, Output output, Map<String, ?> settings) {
    return RunManifest.start(ComputeThreads.available(), settings)
        .put(COMMAND, output.command().name())
        .put(OPTIONS, GivenOptions.of(output.command()))
        .put(INPUTS, command.inputs());
  }

  /** Where the manifest of results is: in their directory, or beside their file. */
  static Path of(Path results) {
    return Files.isDirectory(results)
        ? results.resolve(NAME)
        : results.resolveSibling(results.getFileName() + SUFFIX);
  }

  /**
   * Reads a manifest.
   *
   * @throws IllegalArgumentException if it isn't one, or doesn't say of what command
   */
  static CommandManifest read(Path file) {
    JsonObject fields = Json.readObject(file);
    for (String name : List.of(COMMAND, OPTIONS, INPUTS, RunManifest.VERSIONS)) {
      checkArgument(
          fields.has(name),
          "%s has no \"%s\": give the manifest that prune, rounds, compare or sample wrote",
          file,
          name);
    }
    return new CommandManifest(file.toAbsolutePath().normalize(), fields);
  }

  /** Name of the command that was run. */
  String command() {
    return JsonFields.required(fields, COMMAND, JsonFields::text);
  }

  /** The results beside it. */
  Path results() {
    String name = String.valueOf(file.getFileName());
    Path folder = file.resolveSibling(".").normalize();
    return name.equals(NAME) || !name.endsWith(SUFFIX)
        ? folder
        : folder.resolve(name.substring(0, name.length() - SUFFIX.length()));
  }

  /**
   * The command line, but for what a manifest doesn't say.
   *
   * @param known names of the options that it may say
   * @throws IllegalArgumentException naming another one
   */
  List<String> arguments(Set<String> known) {
    List<String> arguments = new ArrayList<>();
    object(OPTIONS)
        .asMap()
        .forEach(
            (name, values) -> {
              checkArgument(
                  known.contains(name), "%s gives %s, which a manifest can't", file, name);
              if (values.isJsonArray()) {
                values.getAsJsonArray().forEach(v -> arguments.add(name + "=" + v.getAsString()));
              } else if (values.getAsBoolean()) {
                arguments.add(name);
              }
            });
    return arguments;
  }

  /** How the software differs from the run's. */
  List<Fingerprint.Difference> changedVersions() {
    return differences(RunManifest.VERSIONS, RuntimeVersions.all());
  }

  /** How the machine does. */
  List<Fingerprint.Difference> changedMachine() {
    return differences(RunManifest.MACHINE, RuntimeVersions.machine(ComputeThreads.available()));
  }

  /** How what is read differs. */
  List<Fingerprint.Difference> changedInputs(Map<String, String> now) {
    return differences(INPUTS, now);
  }

  private List<Fingerprint.Difference> differences(String part, Map<String, ?> now) {
    return Fingerprint.differences(object(part), Json.gson().toJsonTree(now).getAsJsonObject());
  }

  private JsonObject object(String part) {
    try {
      return JsonFields.required(fields, part, JsonElement::getAsJsonObject);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }
}
