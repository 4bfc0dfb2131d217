package dev.o1pruner.examples.command;

import com.google.gson.JsonObject;
import dev.o1pruner.examples.Main;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Prunes in processes that are killed (SIGKILL) and started again until one ends, to compare the
 * files with those of a run that was left alone.
 *
 * @param directory of the run
 * @param options of {@code prune}
 */
record KilledPruning(Path directory, List<String> options) {

  private static final List<String> BY_HAND =
      List.of("--problems", "96", "--k", "4", "--held-out", "20");
  private static final int LONGEST_SECONDS = 600;

  /** What came of the processes. */
  record Outcome(int kills, Map<String, Integer> killsByStage) {}

  /**
   * Kills at random instants, in as many runs as it takes, and tells of each run.
   *
   * @return of each run, whether it left the files of a run that was left alone
   */
  static List<Boolean> kill(int wanted, Path root) throws Exception {
    KilledPruning whole = new KilledPruning(root.resolve("whole"), BY_HAND);
    long start = System.nanoTime();
    whole.untilItEnds(0, 0, new Random(0));
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, String> files = whole.files();
    Random random = new Random();
    List<Boolean> same = new ArrayList<>();
    for (int kills = 0; kills < wanted; ) {
      KilledPruning killed = new KilledPruning(root.resolve("killed-" + same.size()), BY_HAND);
      Outcome outcome = killed.untilItEnds(wanted - kills, seconds, random);
      kills += outcome.kills;
      same.add(killed.files().equals(files));
      System.out.printf(
          "run %d: %d kills %s, %d in all; the same files: %s%n",
          same.size(), outcome.kills, outcome.killsByStage, kills, same.get(same.size() - 1));
    }
    return same;
  }

  /** A process that prunes; what it says goes to {@link #log}. */
  Process start() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "prune",
                "--out",
                directory.toString()));
    command.addAll(options);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .start();
  }

  /** What the last process said. */
  Path log() throws IOException {
    Files.createDirectories(directory.toAbsolutePath().getParent());
    return directory.resolveSibling(directory.getFileName() + ".log");
  }

  /**
   * Starts processes until one ends by itself.
   *
   * @param mostKills after which they are left alone
   * @param seconds within which a kill comes
   */
  Outcome untilItEnds(int mostKills, double seconds, Random random) throws Exception {
    Map<String, Integer> stages = new TreeMap<>();
    int kills = 0;
    while (true) {
      Process process = start();
      try {
        long patience =
            kills < mostKills
                ? (long) (1000 * seconds * random.nextDouble())
                : 1000L * LONGEST_SECONDS;
        if (process.waitFor(patience, TimeUnit.MILLISECONDS)) {
          if (process.exitValue() != 0) {
            throw new AssertionError(Files.readString(log()));
          }
          return new Outcome(kills, stages);
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
      kills++;
      stages.merge(stage(), 1, Integer::sum);
    }
  }

  /** Starts a process and kills it some time after a file of the run has come to be. */
  void killAfter(String file, int milliseconds) throws Exception {
    Process process = start();
    try {
      while (!Files.exists(directory.resolve(file))) {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          throw new AssertionError(Files.readString(log()));
        }
      }
      process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** What the last process was at. */
  private String stage() throws IOException {
    List<String> lines = Files.readAllLines(log());
    return lines.isEmpty() ? "start" : lines.get(lines.size() - 1).replaceFirst(":.*", "").strip();
  }

  /** Every file of the run but for its times: models as bytes, the rest as text. */
  Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (file.endsWith("report.json")) {
          JsonObject report = Json.parseObject(text);
          report.remove("seconds");
          text = report.toString();
        }
        // when it ran and what memory it took; report.json's figures, and times among them
        if (!file.endsWith("manifest.json") && !file.endsWith("report.md")) {
          files.put(
              directory.relativize(file).toString(),
              text.replaceAll("(\"\\w*[sS]econds\"):[-0-9.E]+", "$1:0"));
        }
      }
    }
    return files;
  }
}
