package dev.o1pruner.examples.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.o1pruner.examples.arithmetic.Chain.Operation;
import dev.o1pruner.examples.arithmetic.Chain.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The traces the embedded model learned from: 2,000 solutions of one chain, 4 + 3 = 7, 7 * 2. */
class ThinkingAloudTest {

  private static final Chain CHAIN =
      new Chain(1, 4, List.of(new Step(Operation.ADD, 3), new Step(Operation.MULTIPLY, 2)));

  private final List<String> solutions = solutions();

  private static List<String> solutions() {
    ThinkingAloud thinking = new ThinkingAloud(new Random(1));
    List<String> solutions = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      solutions.add(thinking.solve(CHAIN));
    }
    return solutions;
  }

  private static boolean right(String solution) {
    return solution.endsWith("</think>\\boxed{14}");
  }

  private static boolean unchecked(String solution) {
    return !solution.contains("heck");
  }

  private static double accuracy(List<String> some) {
    return some.stream().filter(ThinkingAloudTest::right).count() / (double) some.size();
  }

  @Test
  void the_plainest_solution_is_the_chain_worked_out() {
    assertThat(solutions).contains("4+3=7\n7*2=14\n</think>\\boxed{14}");
  }

  @Test
  void a_check_may_find_a_slip_and_go_on_with_its_own_result() {
    assertThat(solutions).anyMatch(s -> s.contains("4+3=7 not 8") && right(s));
  }

  @Test
  void much_checking_is_waste() {
    // 70 % of the solutions check again, most of them work that was right
    List<String> checked = solutions.stream().filter(s -> !unchecked(s)).toList();
    assertThat(checked.size()).isBetween(1320, 1480);
    assertThat(checked.stream().filter(s -> !s.contains(" not "))).hasSizeGreaterThan(800);
  }

  @Test
  void some_checking_is_useful() {
    // unchecked, the easy and the hard step must be free of slips: 0.97 * 0.84 = 0.81;
    // checked, those of the last pass: (1 - 0.4 * 0.03) * (1 - 0.4 * 0.16) = 0.92
    List<String> unchecked = solutions.stream().filter(ThinkingAloudTest::unchecked).toList();
    List<String> checked = solutions.stream().filter(s -> !unchecked(s)).toList();
    assertThat(accuracy(unchecked)).isBetween(0.74, 0.88);
    assertThat(accuracy(checked)).isGreaterThan(accuracy(unchecked) + 0.05);
  }

  @Test
  void slips_come_where_products_carries_and_borrows_are() {
    assertThat(new Step(Operation.ADD, 3).hard(46)).isFalse(); // 6 + 3 = 9
    assertThat(new Step(Operation.ADD, 4).hard(46)).isTrue(); // 6 + 4 carries
    assertThat(new Step(Operation.SUBTRACT, 16).hard(46)).isFalse(); // 6 - 6
    assertThat(new Step(Operation.SUBTRACT, 17).hard(46)).isTrue(); // 6 - 7 borrows
    assertThat(new Step(Operation.MULTIPLY, 2).hard(1)).isTrue();
    assertThat(solutions.stream().filter(s -> s.startsWith("4+3=7\n"))).hasSizeGreaterThan(1880);
    assertThat(solutions.stream().filter(s -> s.startsWith("4+3=7\n7*2=14\n")))
        .hasSizeLessThan(1720);
  }
}
