package dev.o1pruner.grading.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class SurdTest {

  private final Budget budget = new Budget();
  private final Surd rootOfTwo = SquareRoots.of(Rational.of(2), budget);
  private final Surd rootOfThree = SquareRoots.of(Rational.of(3), budget);

  @Test
  void roots_are_kept_square_free() {
    // sqrt(8/9) = 2/3 sqrt(2)
    assertThat(SquareRoots.of(Rational.of(8, 9), budget))
        .isEqualTo(Surd.root(Rational.of(2, 3), 2));
    // 10^18 + 9 is prime: too large to be sure of in a few divisions
    assertThatThrownBy(() -> SquareRoots.of(Rational.of(1_000_000_000_000_000_009L), budget))
        .isInstanceOf(InexactException.class);
  }

  @Test
  void a_sum_of_roots_times_its_inverse_is_one() {
    // 1/(sqrt(2) + sqrt(3)) = sqrt(3) - sqrt(2)
    Surd sum = rootOfTwo.plus(rootOfThree, budget);
    assertThat(sum.inverse(budget)).isEqualTo(rootOfThree.plus(rootOfTwo.negate(), budget));
    assertThat(sum.times(sum.inverse(budget), budget)).isEqualTo(Surd.ONE);
  }

  @Test
  void imaginary_roots_multiply_to_a_negative_number() {
    // sqrt(-2) sqrt(-3) = i^2 sqrt(6)
    Surd product =
        SquareRoots.of(Rational.of(-2), budget)
            .times(SquareRoots.of(Rational.of(-3), budget), budget);
    assertThat(product).isEqualTo(Surd.root(Rational.MINUS_ONE, 6));
  }

  @Test
  void rationals_are_kept_in_lowest_terms_with_the_sign_on_top() {
    // 6 / -4 = -3 / 2
    Rational rational = new Rational(BigInteger.valueOf(6), BigInteger.valueOf(-4));
    assertThat(rational.numerator()).isEqualTo(-3);
    assertThat(rational.denominator()).isEqualTo(2);
    assertThat(Rational.decimal("-1.50")).isEqualTo(rational);
    assertThat(Rational.of(3, 40).terminates()).isTrue();
    assertThat(Rational.of(3, 70).terminates()).isFalse();
  }

  @Test
  void rounding_is_told_from_a_small_value() {
    Approximate sine = Functions.of("sin", Approximate.of(Math.PI));
    Approximate zero = Approximate.of(0);
    assertThat(sine.mayEqual(zero)).isTrue();
    assertThat(Approximate.of(-30).exp().mayEqual(zero)).isFalse(); // 9e-14
  }

  @Test
  void the_budget_ends_what_costs_too_much() {
    assertThatThrownBy(() -> budget.spend(Budget.UNITS + 1))
        .isInstanceOf(UnreadableAnswerException.class);
  }
}
