package dev.o1pruner.examples.command;

import dev.o1pruner.examples.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command in processes that are killed (SIGKILL) and started again until one ends, to compare the
 * files with those of a run that was left alone.
 *
 * @param directory of the run
 * @param command the command and its options, but for the directory
 */
record KilledRun(Path directory, List<String> command) {

  private static final int LONGEST_SECONDS = 600;

  /** Milliseconds: on a busy machine a stage may take much longer than what is done in it. */
  private static final long LONGEST_DELAY = 4000;

  /** A process that runs the command; what it says goes to {@link #log}. */
  Process start() throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    line.addAll(command);
    line.addAll(List.of("--out", directory.toString()));
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .start();
  }

  /** What the last process said. */
  Path log() throws IOException {
    Files.createDirectories(directory.toAbsolutePath().getParent());
    return directory.resolveSibling(directory.getFileName() + ".log");
  }

  /** Starts a process that nobody kills. */
  void finish() throws Exception {
    Process process = start();
    try {
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still running after " + LONGEST_SECONDS + " s");
      }
      checkEndedWell(process);
    } finally {
      process.destroyForcibly().waitFor();
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

  /**
   * Starts a process and kills it once it is in a stage, or past it.
   *
   * @param longest milliseconds of each stage, within which the kill comes
   * @return the stage in which it was killed; {@link KillStage#ENDED} if it came to its end
   */
  KillStage killIn(KillStage target, Map<KillStage, Long> longest, Random random) throws Exception {
    Instant begun = Instant.now();
    Process process = start();
    try {
      while (stage(begun).compareTo(target) < 0) {
        if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
          checkEndedWell(process);
          return KillStage.ENDED;
        }
      }
      double delay = random.nextDouble() * longest.getOrDefault(target, 0L);
      if (process.waitFor((long) (1000 * delay), TimeUnit.MICROSECONDS)) {
        checkEndedWell(process);
        return KillStage.ENDED;
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return stage(begun);
  }

  /** How long a process that nobody kills is in each stage, in milliseconds, up to a bound. */
  Map<KillStage, Long> watch() throws Exception {
    Map<KillStage, Long> longest = new TreeMap<>();
    Instant begun = Instant.now();
    Process process = start();
    try {
      long before = System.nanoTime();
      while (!process.waitFor(1, TimeUnit.MILLISECONDS)) {
        long now = System.nanoTime();
        longest.merge(stage(begun), (now - before), Long::sum);
        before = now;
      }
      checkEndedWell(process);
    } finally {
      process.destroyForcibly().waitFor();
    }
    longest.replaceAll(
        (stage, nanos) -> Math.min(LONGEST_DELAY, TimeUnit.NANOSECONDS.toMillis(nanos) + 1));
    return longest;
  }

  /** Starts a process and kills it within so many seconds; whether it came to its end before. */
  boolean killWithin(double seconds, Random random) throws Exception {
    Process process = start();
    try {
      long milliseconds = (long) (1000 * seconds * random.nextDouble());
      if (process.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
        checkEndedWell(process);
        return true;
      }
      return false;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void checkEndedWell(Process process) throws IOException {
    if (process.exitValue() != 0) {
      throw new AssertionError(Files.readString(log()));
    }
  }

  private KillStage stage(Instant begun) throws IOException {
    return KillStage.of(directory, Files.readString(log()), begun);
  }

  /** Every file of the run but for its times: models as bytes, the rest as text. */
  Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        // when it ran and what memory it took; report.json's figures, and times among them
        if (!file.endsWith("manifest.json")
            && !file.endsWith("report.md")
            && !file.endsWith("report.html")) {
          files.put(
              directory.relativize(file).toString(),
              Files.readString(file, StandardCharsets.ISO_8859_1)
                  .replaceAll("(\"\\w*[sS]econds\"):\\s*(\\{[^}]*}|[-0-9.E]+)", "$1:0"));
        }
      }
    }
    return files;
  }
}
