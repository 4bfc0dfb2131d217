package dev.o1pruner.sampling;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.Tokenizer;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A solution being sampled: its tokens so far, the start among them, and its own stream of random
 * numbers.
 */
final class RunningSolution {

  private final Prompt prompt;
  private final Prompt context;
  private final int order;
  private final int sample;
  private final int limit;
  private final SplittableRandom random;
  private final ImmutableIntArray.Builder tokens = ImmutableIntArray.builder();
  private int length;
  private int last;
  private @Nullable FinishReason finishReason;

  /**
   * Starts a solution.
   *
   * @param order number of its draw
   * @param limit most tokens it may get
   */
  RunningSolution(Draw draw, int order, int limit) {
    this.prompt = draw.prompt();
    this.context = draw.context();
    this.order = order;
    this.sample = draw.sample();
    this.limit = limit;
    this.random = new SplittableRandom(draw.seed());
    this.tokens.addAll(draw.start());
    this.length = draw.start().length();
    this.last = context.tokenIds().get(context.tokenIds().length() - 1);
  }

  /** What the model has read before it draws. */
  Prompt context() {
    return context;
  }

  int order() {
    return order;
  }

  /** The token the model reads next. */
  int lastToken() {
    return last;
  }

  /** Where that token stands, counted from the prompt's first. */
  int position() {
    return prompt.tokenIds().length() - 1 + length;
  }

  /** Tokens it may still get. */
  int remaining() {
    return limit - length;
  }

  /** Whether nothing has been drawn yet: the model has still to read the context. */
  boolean fresh() {
    return position() == context.tokenIds().length() - 1;
  }

  boolean finished() {
    return finishReason != null;
  }

  /** The next number in [0, 1), with as many bits as a float holds. */
  float uniform() {
    return (random.nextLong() >>> 40) * 0x1p-24f;
  }

  void append(int token, Set<Integer> stopTokenIds) {
    tokens.add(token);
    last = token;
    length++;
    if (stopTokenIds.contains(token)) {
      finishReason = FinishReason.STOP;
    } else if (length == limit) {
      finishReason = FinishReason.LENGTH;
    }
  }

  Solution finish(Tokenizer tokenizer) {
    ImmutableIntArray ids = tokens.build();
    FinishReason reason = finishReason;
    if (reason == null) {
      throw new IllegalStateException("solution of " + prompt.problemId() + " is still running");
    }
    return new Solution(
        prompt.problemId(), sample, prompt.tokenIds(), ids, tokenizer.decode(ids), reason);
  }
}
