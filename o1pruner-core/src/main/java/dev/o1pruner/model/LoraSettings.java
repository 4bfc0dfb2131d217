package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.EnumSet;
import java.util.Set;

/**
 * A low-rank adapter (Hu et al., arXiv 2106.09685): beside a frozen matrix W the product of two
 * narrow ones is learned. {@code y = x W' + scaling * dropout(x) A' B'}, with A (rank, inputs) and
 * B (outputs, rank) in 32-bit floating point whatever the precision of W. As in PEFT, A starts
 * uniform in +-1/sqrt(inputs) and B at 0, so that a new adapter changes nothing.
 *
 * @param rank columns of the bottleneck. Default {@value #DEFAULT_RANK}
 * @param alpha {@code scaling = alpha / rank}. Default {@value #DEFAULT_ALPHA}
 * @param dropout part of the inputs that a training step leaves out of the low-rank path, in [0,
 *     1). Default 0
 * @param targets the matrices of each layer that are adapted. Default all seven
 * @param rankStabilized whether {@code scaling = alpha / sqrt(rank)} instead (arXiv 2312.03732).
 *     Default no
 * @param seed A and the dropped inputs derive from it. Default 0
 */
public record LoraSettings(
    int rank,
    double alpha,
    double dropout,
    Set<Projection> targets,
    boolean rankStabilized,
    long seed) {

  /** Default of {@code rank}: {@value}. */
  public static final int DEFAULT_RANK = 8;

  /** Default of {@code alpha}: {@value}. */
  public static final double DEFAULT_ALPHA = 16;

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public LoraSettings {
    checkArgument(rank > 0, "rank must be positive but was %s", rank);
    checkArgument(alpha > 0 && Double.isFinite(alpha), "alpha must be positive but was %s", alpha);
    checkArgument(dropout >= 0 && dropout < 1, "dropout must be in [0, 1) but was %s", dropout);
    checkArgument(!targets.isEmpty(), "targets must name at least one projection");
    targets = Sets.immutableEnumSet(targets);
  }

  /** The defaults. */
  public static LoraSettings defaults() {
    return new LoraSettings(
        DEFAULT_RANK, DEFAULT_ALPHA, 0, EnumSet.allOf(Projection.class), false, 0);
  }

  /** The same with another rank. */
  public LoraSettings rank(int rank) {
    return new LoraSettings(rank, alpha, dropout, targets, rankStabilized, seed);
  }

  /** The same with another alpha. */
  public LoraSettings alpha(double alpha) {
    return new LoraSettings(rank, alpha, dropout, targets, rankStabilized, seed);
  }

  /** The same with another dropout. */
  public LoraSettings dropout(double dropout) {
    return new LoraSettings(rank, alpha, dropout, targets, rankStabilized, seed);
  }

  /** The same with other targets. */
  public LoraSettings targets(Projection... targets) {
    return new LoraSettings(
        rank, alpha, dropout, ImmutableSet.copyOf(targets), rankStabilized, seed);
  }

  /** The same with {@code alpha / sqrt(rank)} as scaling, or without. */
  public LoraSettings rankStabilized(boolean rankStabilized) {
    return new LoraSettings(rank, alpha, dropout, targets, rankStabilized, seed);
  }

  /** The same with another seed. */
  public LoraSettings seed(long seed) {
    return new LoraSettings(rank, alpha, dropout, targets, rankStabilized, seed);
  }

  /** What the low-rank path is multiplied by. */
  public double scaling() {
    return alpha / (rankStabilized ? Math.sqrt(rank) : rank);
  }
}
