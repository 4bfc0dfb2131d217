package dev.o1pruner.reward;

import com.google.common.base.Stopwatch;
import com.google.gson.JsonObject;
import dev.o1pruner.run.JsonLines.OnBadLine;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A sampling in a process of its own, killed at random moments and started again. Run as a program
 * for long: {@code KilledSampling KILLS SEED}.
 */
final class KilledSampling {

  private static final int PROBLEMS = 150;
  private static final String STARTED = "started";
  private static final String ENDED = "ended";

  /** Most milliseconds that a process lives once it has started. */
  private static final int LIFE = 40;

  private final Path file;
  private final Random random;
  private final List<Solution> whole =
      new DrawnByNumber().sample(DrawnByNumber.prompts(PROBLEMS), DrawnByNumber.SETTINGS);
  private int kills;
  private int ends;
  private int torn;
  private int files;

  KilledSampling(Path file, long seed) {
    this.file = file;
    this.random = new Random(seed);
  }

  int files() {
    return files;
  }

  int killedWhileSampling() {
    return kills - ends;
  }

  /** Kills so many processes; each file that is complete is checked and begun anew. */
  void run(int times) throws IOException, InterruptedException {
    Set<Solution> before = new HashSet<>();
    while (kills < times) {
      boolean ended = startAndKill();
      Set<Solution> now = present();
      if (!now.containsAll(before)) {
        throw new AssertionError("kill %d: lost a solution".formatted(kills));
      }
      before = now;
      if (ended) {
        complete();
        before = new HashSet<>();
      }
    }
    complete();
  }

  /** The solutions that are in the file, none of them damaged, other than drawn, or double. */
  private Set<Solution> present() throws IOException {
    if (!Files.exists(file)) {
      return new HashSet<>();
    }
    SampleScan scan = SampleScan.of(file, OnBadLine.refuse());
    torn += scan.torn() > 0 ? 1 : 0;
    Set<Solution> present = new HashSet<>(scan.solutions().values());
    if (present.size() != scan.solutions().size() || !whole.containsAll(present)) {
      throw new AssertionError("kill %d: a double or a wrong solution".formatted(kills));
    }
    return present;
  }

  private void complete() {
    DrawnByNumber rest = new DrawnByNumber();
    if (!sampleAll(rest, file).equals(whole)) {
      throw new AssertionError("kill %d: not the solutions of an undisturbed run".formatted(kills));
    }
    ResumableSampler.delete(file);
    files++;
  }

  /** Whether it had come to its end. */
  private boolean startAndKill() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KilledSampling.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    boolean ended = false;
    try (BufferedReader out = process.inputReader()) {
      if (!STARTED.equals(out.readLine())) {
        throw new AssertionError("kill %d: the process didn't start".formatted(kills));
      }
      LockSupport.parkNanos((long) (random.nextDouble() * TimeUnit.MILLISECONDS.toNanos(LIFE)));
      process.toHandle().destroyForcibly(); // of the process itself, it would close the stream
      process.waitFor();
      ended = ENDED.equals(out.readLine());
    }
    kills++;
    ends += ended ? 1 : 0;
    return ended;
  }

  private static List<Solution> sampleAll(Sampler sampler, Path file) {
    return new ResumableSampler(sampler, file, new JsonObject(), false, note -> {})
        .sample(DrawnByNumber.prompts(PROBLEMS), DrawnByNumber.SETTINGS);
  }

  /** With a file's name: the process that is killed. Otherwise the one that kills. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length == 1) {
      sampleUntilKilled(Path.of(args[0]));
    } else {
      Stopwatch watch = Stopwatch.createStarted();
      Path folder = Files.createTempDirectory("killed");
      KilledSampling killed =
          new KilledSampling(folder.resolve("samples.jsonl"), Long.parseLong(args[1]));
      killed.run(Integer.parseInt(args[0]));
      System.out.printf(
          "%d kills, %d of them after the end, %d left half a line, %d files complete, in %s%n",
          killed.kills, killed.ends, killed.torn, killed.files, watch);
    }
  }

  private static void sampleUntilKilled(Path file) {
    List<JsonObject> lines = new ArrayList<>();
    for (Solution solution : sampleAll(KilledSampling::drawLoudly, file)) {
      lines.add(SampleLine.of(solution));
    }
    ResumableSampler.rewrite(file, lines);
    System.out.println(ENDED);
  }

  /** Says that it has started once a solution is in the file, or none is missing. */
  private static List<Solution> drawLoudly(
      List<Draw> draws, SamplingSettings settings, Consumer<Solution> onSolution) {
    boolean[] said = {false};
    List<Solution> drawn =
        new DrawnByNumber()
            .draw(
                draws,
                settings,
                solution -> {
                  onSolution.accept(solution);
                  if (!said[0]) {
                    System.out.println(STARTED);
                    said[0] = true;
                  }
                });
    if (draws.isEmpty()) {
      System.out.println(STARTED);
    }
    return drawn;
  }
}
