package dev.o1pruner.loss;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LossFiguresTest {

  private static List<String> of(PolicyLoss loss) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      return LossFigures.of(loss, manager);
    }
  }

  @Test
  void figures_are_the_losses_of_solutions_shifted_up_and_down() {
    // five tokens of -5.5 in all, shifted by 1.3 times 0.25 or 2, up or down:
    // (5.5 - 0.325) / 5 = 1.035, (5.5 + 0.325) / 5 = 1.165, (5.5 - 2.6) / 5 = 0.58
    assertThat(of(PolicyLoss.nextToken()))
        .hasSize(16)
        .contains("1.0350e+00", "1.1650e+00", "5.8000e-01");
  }

  @Test
  void losses_that_differ_in_one_setting_have_other_figures() {
    List<List<String>> all =
        Stream.of(
                PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, 0.2),
                PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, 0.05),
                PolicyLoss.offPolicyClipped(RatioLevel.TOKEN, 0.2),
                PolicyLoss.grpo(),
                PolicyLoss.grpo().kl(0),
                PolicyLoss.drGrpo(24),
                PolicyLoss.dapo(),
                PolicyLoss.gspo(),
                PolicyLoss.reinforce(),
                PolicyLoss.nextToken())
            .map(LossFiguresTest::of)
            .toList();
    assertThat(all).doesNotHaveDuplicates();
    assertThat(of(PolicyLoss.grpo())).isEqualTo(of(PolicyLoss.grpo()));
  }
}
