package dev.o1pruner.model;

import com.google.common.base.Ascii;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Gives a reader changed inputs and counts what becomes of them. Run as a program for long: {@code
 * Fuzzing INPUTS SEED [TARGET...]}, so many inputs to each target.
 */
final class Fuzzing {

  /** Most processor time of one input. */
  static final long MAX_NANOS = 1_000_000_000;

  private static final int MOST_FAILURES = 10;

  private final FuzzTarget target;
  private final Path file;
  private final List<String> failures = new ArrayList<>();
  private int accepted;
  private int refused;
  private long slowest;

  /** Fuzzing of a target with files in a folder. */
  Fuzzing(FuzzTarget target, Path folder) {
    this.target = target;
    this.file = folder.resolve("input" + target.suffix());
  }

  /** Each failure with the input that made it; the same seed makes it again. */
  List<String> failures() {
    return failures;
  }

  int accepted() {
    return accepted;
  }

  int refused() {
    return refused;
  }

  Fuzzing run(int inputs, long seed) throws IOException {
    Random random = new Random(seed);
    Mutator mutator = new Mutator(random);
    List<byte[]> seeds = target.seeds();
    for (int i = 0; i < inputs && failures.size() < MOST_FAILURES; i++) {
      byte[] input = seeds.get(random.nextInt(seeds.size()));
      byte[] changed = mutator.mutate(input, seeds.get(random.nextInt(seeds.size())));
      give(random.nextBoolean() ? target.mend(changed) : changed, i);
    }
    return this;
  }

  private void give(byte[] input, int number) throws IOException {
    Files.deleteIfExists(file); // some file systems force what replaces a file's content to disk
    Files.write(file, input);
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    try {
      target.read(file);
      accepted++;
    } catch (IllegalArgumentException e) {
      refused++;
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        fail(number, input, "refused without a reason");
      }
    } catch (Exception | Error e) { // whatever it is, it is a find
      StackTraceElement[] trace = e.getStackTrace();
      fail(number, input, e + (trace.length == 0 ? "" : " at " + trace[0]));
    }
    long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    slowest = Math.max(slowest, nanos);
    if (nanos > MAX_NANOS) {
      fail(number, input, "took %d ms".formatted(nanos / 1_000_000));
    }
  }

  private void fail(int number, byte[] input, String what) {
    failures.add(
        "%s, input %d: %s; %s"
            .formatted(
                target,
                number,
                Ascii.truncate(what, 400, "..."),
                Ascii.truncate(new String(input, StandardCharsets.UTF_8), 1_000, "...")));
  }

  @Override
  public String toString() {
    return "%s: %d inputs, %d read, %d refused, %d failures, slowest %d ms"
        .formatted(
            target,
            accepted + refused + failures.size(),
            accepted,
            refused,
            failures.size(),
            slowest / 1_000_000);
  }

  /** Prints the counts of each target, and every failure. */
  public static void main(String[] args) throws IOException {
    List<FuzzTarget> targets = new ArrayList<>();
    for (int i = 2; i < args.length; i++) {
      targets.add(FuzzTarget.valueOf(args[i]));
    }
    Path folder = Files.createTempDirectory("fuzz");
    for (FuzzTarget target : targets.isEmpty() ? List.of(FuzzTarget.values()) : targets) {
      Fuzzing fuzzing =
          new Fuzzing(target, folder).run(Integer.parseInt(args[0]), Long.parseLong(args[1]));
      System.out.println(fuzzing);
      fuzzing.failures().forEach(System.out::println);
    }
  }
}
