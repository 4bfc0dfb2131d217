package dev.o1pruner.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the graders' tests don't see; how boxes are read in answers is tested there. */
class BoxedAnswerTest {

  private static String nested(int boxes) {
    return "\\boxed{".repeat(boxes) + "5" + "}".repeat(boxes);
  }

  @Test
  void a_box_in_a_box_is_opened_too() {
    assertThat(BoxedAnswer.last("so " + nested(3))).isEqualTo("5");
    assertThat(BoxedAnswer.lastAlone(nested(8))).isEqualTo("5");
    assertThat(BoxedAnswer.unwrap(nested(8))).isEqualTo("5");
  }

  @Test
  void boxes_nested_without_end_are_left_unopened() {
    // each level read would cost a pass over the text and a place on the stack
    assertThat(BoxedAnswer.last(nested(10_000))).isEqualTo(nested(10_000 - 8));
    assertThat(BoxedAnswer.unwrap(nested(10_000))).isEqualTo(nested(10_000 - 8));
  }
}
