package dev.o1pruner.examples.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Sets;
import dev.o1pruner.problem.Problem;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SplitTest {

  @Test
  void no_problem_is_ever_used_for_two_things() {
    Set<String> training = texts(seed -> ArithmeticTask.training(240, seed));
    Set<String> heldOut = texts(seed -> ArithmeticTask.heldOut(500, seed));
    ChainGenerator generator = new ChainGenerator(1);
    Set<String> pretraining =
        Stream.generate(() -> generator.chain(Split.PRETRAINING))
            .limit(50_000)
            .map(Chain::text)
            .collect(Collectors.toSet());

    assertThat(Sets.intersection(training, heldOut)).isEmpty();
    assertThat(Sets.intersection(pretraining, training)).isEmpty();
    assertThat(Sets.intersection(pretraining, heldOut)).isEmpty();
  }

  /** Texts of what several seeds draw. */
  private static Set<String> texts(java.util.function.LongFunction<List<Problem>> draw) {
    return LongStream.range(0, 5)
        .mapToObj(draw)
        .flatMap(List::stream)
        .map(Problem::problem)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @EnumSource(Split.class)
  void a_split_yields_its_own_chains_only(Split split) {
    ChainGenerator generator = new ChainGenerator(2);
    assertThat(Stream.generate(() -> generator.chain(split)).limit(500))
        .allMatch(chain -> Split.of(chain) == split);
  }

  @Test
  void problems_are_distinct_and_of_all_levels_in_equal_parts() {
    List<Problem> problems = ArithmeticTask.heldOut(40, 3);
    assertThat(problems).extracting(Problem::id).doesNotHaveDuplicates();
    assertThat(
            problems.stream().collect(Collectors.groupingBy(Problem::level, Collectors.counting())))
        .hasSize(ChainGenerator.LEVELS)
        .allSatisfy((level, count) -> assertThat(count).isEqualTo(10));
  }
}
