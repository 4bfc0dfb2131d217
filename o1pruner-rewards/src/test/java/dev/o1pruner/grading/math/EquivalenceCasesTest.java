package dev.o1pruner.grading.math;

import static dev.o1pruner.grading.math.MathEquivalence.same;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Verdicts by kind, in both directions; cases.txt says how it is written. */
class EquivalenceCasesTest {

  private record Case(String kind, char sign, String gold, String answer) {}

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    String kind = "";
    for (String line :
        Resources.readLines(
            Resources.getResource(EquivalenceCasesTest.class, "cases.txt"),
            StandardCharsets.UTF_8)) {
      if (line.startsWith("==")) {
        kind = line.substring(3);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        List<String> sides = Splitter.on(" ||| ").splitToList(line.substring(2));
        cases.add(new Case(kind, line.charAt(0), sides.get(0), sides.get(1)));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_same_mathematics_is_accepted_and_nothing_else(Case pair) {
    assertThat(same(pair.gold(), pair.answer())).isEqualTo(pair.sign() != '-');
    assertThat(same(pair.answer(), pair.gold())).isEqualTo(pair.sign() == '+');
    assertThat(same(pair.gold(), pair.gold())).isTrue();
    assertThat(same(pair.answer(), pair.answer())).isTrue();
  }
}
