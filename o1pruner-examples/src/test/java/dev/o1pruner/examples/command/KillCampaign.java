package dev.o1pruner.examples.command;

import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Kills runs at random instants, as many runs as it takes, and compares the files of each with
 * those of a run that was left alone.
 *
 * @param root where the runs are
 * @param command what runs
 * @param random decides the instants
 */
record KillCampaign(Path root, List<String> command, Random random) {

  /**
   * Kills {@code prune} evenly over its stages: each process is meant to die in the stage, of those
   * that the run has still before it, in which fewest have died.
   */
  void killInEveryStage(int wanted) throws Exception {
    KilledRun whole = new KilledRun(root.resolve("whole"), command);
    Map<KillStage, Long> longest = whole.watch();
    System.out.printf("left alone, milliseconds: %s%n", longest);
    Map<String, String> files = whole.files();
    Map<KillStage, Integer> kills = new EnumMap<>(KillStage.class);
    for (int run = 1; sum(kills) < wanted; run++) {
      KilledRun killed = new KilledRun(root.resolve("killed-" + run), command);
      KillStage reached = KillStage.START;
      Map<String, Set<String>> drawn = Map.of();
      while (reached != KillStage.ENDED && sum(kills) < wanted) {
        KillStage target = rarest(kills, reached);
        KillStage died = killed.killIn(target, longest, random);
        drawn = checkKept(drawn, killed.directory());
        if (died != KillStage.ENDED) {
          kills.merge(died, 1, Integer::sum);
        }
        reached = died.compareTo(reached) > 0 ? died : reached;
      }
      killed.finish();
      if (!killed.files().equals(files)) {
        throw new AssertionError("run %d left other files: %s".formatted(run, killed.directory()));
      }
      System.out.printf("run %d: the same files; %d kills so far: %s%n", run, sum(kills), kills);
    }
  }

  /** Kills any command within so many seconds of each start. */
  void killWithin(double seconds, int wanted) throws Exception {
    KilledRun whole = new KilledRun(root.resolve("whole"), command);
    whole.finish();
    Map<String, String> files = whole.files();
    int kills = 0;
    for (int run = 1; kills < wanted; run++) {
      KilledRun killed = new KilledRun(root.resolve("killed-" + run), command);
      boolean ended = false;
      while (!ended && kills < wanted) {
        ended = killed.killWithin(seconds, random);
        kills += ended ? 0 : 1;
      }
      killed.finish();
      if (!killed.files().equals(files)) {
        throw new AssertionError("run %d left other files: %s".formatted(run, killed.directory()));
      }
      System.out.printf("run %d: the same files; %d kills so far%n", run, kills);
    }
  }

  private static int sum(Map<KillStage, Integer> kills) {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static KillStage rarest(Map<KillStage, Integer> kills, KillStage from) {
    return Stream.of(KillStage.values())
        .filter(stage -> stage != KillStage.ENDED && stage.compareTo(from) >= 0)
        .min(Comparator.comparing(stage -> kills.getOrDefault(stage, 0)))
        .orElseThrow();
  }

  /** Of each file of solutions, drawn as a whole or in part, which ones are there. */
  private static Map<String, Set<String>> drawn(Path directory) throws IOException {
    Map<String, Set<String>> drawn = new TreeMap<>();
    if (!Files.exists(directory)) {
      return drawn;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(KillCampaign::holdsSolutions).toList()) {
        String text = Files.readString(file);
        Set<String> keys = drawn.computeIfAbsent(stem(file), stem -> new HashSet<>());
        Set<String> here = new HashSet<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
          JsonObject solution = Json.parseObject(line);
          String key = solution.get("problemId") + "/" + solution.get("sample");
          if (!here.add(key)) {
            throw new AssertionError("%s holds %s twice".formatted(file, key));
          }
        }
        keys.addAll(here); // a kill may have left the whole file and its parts
      }
    }
    return drawn;
  }

  private static boolean holdsSolutions(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".jsonl") && !name.startsWith("metrics");
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("(\\.partial)?\\.jsonl$", "");
  }

  /** What an earlier process had drawn is still there, and nothing twice. */
  private static Map<String, Set<String>> checkKept(Map<String, Set<String>> before, Path directory)
      throws IOException {
    Map<String, Set<String>> now = drawn(directory);
    before.forEach(
        (stem, keys) -> {
          if (!now.getOrDefault(stem, Set.of()).containsAll(keys)) {
            throw new AssertionError("lost solutions of %s in %s".formatted(stem, directory));
          }
        });
    return now;
  }
}
