package dev.o1pruner.examples.arithmetic;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.training.BatchSource;
import dev.o1pruner.training.TrainingExample;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Endless pretraining data: each step's batch is drawn anew from its own seed.
 *
 * @param prompt makes the prompt's token ids of a problem text
 * @param completion makes the token ids of a solution text, end token included
 * @param steps optimizer steps
 * @param batchSize solutions per step
 * @param seed everything is drawn from it
 */
record PretrainingTraces(
    Function<String, ImmutableIntArray> prompt,
    Function<String, ImmutableIntArray> completion,
    int steps,
    int batchSize,
    long seed)
    implements BatchSource {

  @Override
  public List<TrainingExample> batch(int step) {
    Random random = new Random(seed * 1_000_003 + step);
    ChainGenerator chains = new ChainGenerator(random.nextLong());
    ThinkingAloud thinking = new ThinkingAloud(random);
    return Stream.generate(() -> chains.chain(Split.PRETRAINING))
        .limit(batchSize)
        .map(
            chain ->
                TrainingExample.imitation(
                    chain.symbols(),
                    new TokenSequence(
                        prompt.apply(chain.text()), completion.apply(thinking.solve(chain)))))
        .toList();
  }
}
