package dev.o1pruner.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every guard does, whatever it looks at. */
abstract class GuardContractTest {

  /** The guard. */
  abstract Guard guard();

  /** The first figures of a run. */
  abstract Map<String, Double> first();

  /** Later figures with which nothing is wrong, though only just. */
  abstract Map<String, Double> fine();

  /** Figures with which something is. */
  abstract Map<String, Double> wrong();

  /** The figure that is, and what it should have stayed within, worked by hand. */
  abstract double seen();

  abstract double limit();

  @Test
  void it_finds_nothing_wrong_with_the_first_figures_nor_with_those_at_the_limit() {
    assertThat(guard().look(first(), first())).isNull();
    assertThat(guard().look(fine(), first())).isNull();
  }

  @Test
  void it_says_what_is_wrong_and_what_the_limit_is() {
    Guard.Finding finding = guard().look(wrong(), first());

    assertThat(finding).isNotNull();
    assertThat(finding.seen()).isEqualTo(seen());
    assertThat(finding.limit()).isEqualTo(limit());
    assertThat(finding.sentence()).isNotEmpty().doesNotEndWith(".").endsWith(")"); // the remedy
  }

  @Test
  void its_sentence_is_the_same_in_every_country() {
    Guard.Finding here = guard().look(wrong(), first());
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(guard().look(wrong(), first())).isEqualTo(here);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void it_names_the_figures_it_looks_at_and_needs_none_that_are_missing() {
    assertThat(guard().figures()).containsAll(wrong().keySet());
    assertThat(guard().look(Map.of("another", 0.0), Map.of("another", 1.0))).isNull();
    assertThat(guard().look(fine(), Map.of())).isNull();
  }

  @Test
  void it_has_a_name() {
    assertThat(guard().name()).matches("[a-z]+");
  }
}
