package dev.o1pruner.problem;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Joiner;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Problems of an evaluation set that a training set has, too, word for word or nearly.
 *
 * <p>Two problems are the same if their words are: case, blanks, punctuation, LaTeX spacing and
 * delimiter sizes don't count; operators and numbers do. A problem without a word is like no other.
 * An evaluation problem is nearly the same as a training problem that has at least a given share of
 * its distinct runs of {@value #WORDS} words (the criterion of PaLM, arXiv 2204.02311, section 8:
 * {@value #DEFAULT_SHARE} of the 8-grams). Problems of fewer words are compared as a whole.
 *
 * @param pairs in the order of the evaluation set, then of the training set
 * @param training problems that were compared
 * @param evaluation problems that were compared
 */
public record Overlap(List<Pair> pairs, int training, int evaluation) {

  /** Words in a run: {@value}. */
  public static final int WORDS = 8;

  /** Share of an evaluation problem's runs that makes it nearly the same: {@value}. */
  public static final double DEFAULT_SHARE = 0.7;

  /** How alike two problems are. */
  public enum Kind {
    /** The same words. */
    SAME,
    /** Most runs of words. */
    NEAR
  }

  /**
   * A training problem and an evaluation problem that are alike.
   *
   * @param share of the evaluation problem's runs that the training problem has, in (0, 1]
   */
  public record Pair(String trainingId, String evaluationId, Kind kind, double share) {}

  /** Copies the pairs. */
  public Overlap {
    pairs = List.copyOf(pairs);
  }

  /** The overlap at a share of {@value #DEFAULT_SHARE}. */
  public static Overlap of(List<Problem> training, List<Problem> evaluation) {
    return of(training, evaluation, DEFAULT_SHARE);
  }

  /**
   * Compares two sets. Takes time in proportion to their words, as long as no run is in a large
   * part of the training problems.
   *
   * @param share that makes an evaluation problem nearly the same, in (0, 1]
   */
  public static Overlap of(List<Problem> training, List<Problem> evaluation, double share) {
    checkArgument(share > 0 && share <= 1, "share must be in (0, 1] but was %s", share);
    List<Words> known = training.stream().map(Words::of).toList();
    Map<Long, List<Integer>> index = new HashMap<>();
    for (int i = 0; i < known.size(); i++) {
      for (long run : known.get(i).runs()) {
        index.computeIfAbsent(run, unseen -> new ArrayList<>()).add(i);
      }
    }
    List<Pair> pairs = new ArrayList<>();
    for (Problem problem : evaluation) {
      Words words = Words.of(problem);
      for (int i : candidates(words, index, share)) {
        Words other = known.get(i);
        long shared = words.runs().stream().filter(other.runs()::contains).count();
        double part = (double) shared / words.runs().size();
        if (part >= share) {
          Kind kind = words.hash() == other.hash() ? Kind.SAME : Kind.NEAR;
          pairs.add(new Pair(training.get(i).id(), problem.id(), kind, part));
        }
      }
    }
    return new Overlap(pairs, training.size(), evaluation.size());
  }

  /** How many evaluation problems the training set has, or nearly. */
  public long evaluationProblems() {
    return pairs.stream().map(Pair::evaluationId).distinct().count();
  }

  /** How many evaluation problems the training set has word for word. */
  public long sameProblems() {
    return pairs.stream()
        .filter(pair -> pair.kind() == Kind.SAME)
        .map(Pair::evaluationId)
        .distinct()
        .count();
  }

  /**
   * One sentence with the counts and the first three pairs, for people.
   *
   * @throws IllegalStateException if nothing overlaps
   */
  public String summary() {
    if (pairs.isEmpty()) {
      throw new IllegalStateException("nothing overlaps: ask pairs().isEmpty() first");
    }
    return "%d of %d evaluation problems are also trained on (%d word for word, the others nearly): %s%s"
        .formatted(
            evaluationProblems(),
            evaluation,
            sameProblems(),
            Joiner.on(", ")
                .join(
                    pairs.stream()
                        .limit(3)
                        .map(pair -> pair.evaluationId() + " as " + pair.trainingId())
                        .toList()),
            pairs.size() > 3 ? ", ..." : "");
  }

  /**
   * Training problems worth comparing, in order: to share enough runs, a problem must have one of
   * any few that are left over when the rest isn't enough. The rarest are taken.
   */
  private static List<Integer> candidates(
      Words words, Map<Long, List<Integer>> index, double share) {
    int runs = words.runs().size();
    int needed = (int) Math.ceil(share * runs - 1e-9);
    Set<Integer> found = new LinkedHashSet<>();
    words.runs().stream()
        .map(run -> index.getOrDefault(run, List.of()))
        .sorted(Comparator.comparingInt(List::size))
        .limit(runs - needed + 1L)
        .forEach(found::addAll);
    return found.stream().sorted().toList();
  }

  /**
   * A problem as hashes of 64 bits.
   *
   * @param hash of all its words
   * @param runs hashes of its runs of {@link #WORDS} words
   */
  private record Words(long hash, Set<Long> runs) {

    static Words of(Problem problem) {
      List<String> words = ProblemWords.of(problem.problem());
      Set<Long> runs = new LinkedHashSet<>();
      for (int end = Math.min(WORDS, words.size()); end > 0 && end <= words.size(); end++) {
        runs.add(hash(words.subList(Math.max(0, end - WORDS), end)));
      }
      return new Words(hash(words), runs);
    }

    private static long hash(List<String> words) {
      return Hashing.sipHash24()
          .hashString(String.join(" ", words), StandardCharsets.UTF_8)
          .asLong();
    }
  }
}
