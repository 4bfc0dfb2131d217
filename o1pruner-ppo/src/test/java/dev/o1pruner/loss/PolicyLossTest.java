package dev.o1pruner.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two solutions of three and two tokens. The policy finds the first token of the first twice as
 * likely as the reference did, the first token of the second half as likely, the others alike.
 */
class PolicyLossTest {

  private static final float LN2 = (float) Math.log(2);

  /** {@code log(policy / reference)}; the last one is padding. */
  private static final float[] LOG_RATIOS = {LN2, 0, 0, -LN2, 0, 0};

  private static final float[] REFERENCE = {-1, -2, -3, -1, -2, 0};
  private static final float[] MASK = {1, 1, 1, 1, 1, 0};
  private static final float[] ADVANTAGES = {1, 2};

  /** Floats carry seven digits. */
  private static final Offset<Double> FLOAT = within(1e-6);

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** A loss, its metrics and its gradient with respect to each log-prob. */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  private record Result(double loss, Map<String, Double> metrics, float[] gradient) {}

  private Result compute(PolicyLoss loss, float[] logRatios, float[] advantages) {
    return compute(loss, logRatios, advantages, 0, 2);
  }

  /** Rows {@code from} to {@code to} as a microbatch of the step of both. */
  private Result compute(PolicyLoss loss, float[] logRatios, float[] advantages, int from, int to) {
    NDArray reference = rows(REFERENCE, from, to);
    NDArray logProbs = rows(logRatios, from, to).add(reference);
    logProbs.setRequiresGradient(true);
    LossInputs inputs =
        new LossInputs(
            logProbs,
            null,
            reference,
            manager.create(Arrays.copyOfRange(advantages, from, to)),
            rows(MASK, from, to),
            1,
            2,
            5);
    LossTerms terms;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      terms = loss.compute(inputs);
      collector.backward(terms.loss());
    }
    Map<String, Double> metrics = new TreeMap<>();
    terms.metrics().forEach((name, value) -> metrics.put(name, (double) value.getFloat()));
    return new Result(terms.loss().getFloat(), metrics, logProbs.getGradient().toFloatArray());
  }

  private NDArray rows(float[] values, int from, int to) {
    return manager.create(
        Arrays.copyOfRange(values, 3 * from, 3 * to), new Shape(to - from, 3)); // (B, 3)
  }

  private static PolicyLoss clipped(RatioLevel level) {
    return PolicyLoss.offPolicyClipped(level, 0.2);
  }

  @ParameterizedTest
  @CsvSource({
    // r = 2 and 1/2: min(2*1, 1.2*1) = 1.2 and min(0.5*2, 0.8*2) = 1; mean 1.1
    "SEQUENCE_SUM,  -1.1,     1.25,     2,      0.5",
    // r = 2^(1/3) = 1.2599 and 2^(-1/2) = 0.7071: min 1.2 and 1.4142; mean 1.3071
    "SEQUENCE_MEAN, -1.30710, 0.983514, 1.2599, 0.5",
    // r = 2, 1, 1 and 1/2, 1: 1.2 + 1 + 1 + 1 + 2 = 6.2 over five tokens
    "TOKEN,         -1.24,    1.1,      2,      0.2",
  })
  void each_level_is_another_algorithm(
      RatioLevel level, double loss, double meanRatio, double maxRatio, double clippedFraction) {
    Result result = compute(clipped(level), LOG_RATIOS, ADVANTAGES);

    assertThat(result.loss()).isCloseTo(loss, within(1e-5)); // the table has six digits
    assertThat(result.metrics().get(LossTerms.MEAN_RATIO)).isCloseTo(meanRatio, FLOAT);
    assertThat(result.metrics().get(LossTerms.MAX_RATIO)).isCloseTo(maxRatio, within(1e-4));
    assertThat(result.metrics().get(LossTerms.CLIPPED_FRACTION)).isCloseTo(clippedFraction, FLOAT);
  }

  @ParameterizedTest
  @CsvSource({
    "SEQUENCE_SUM,  -1.5", // (1 + 2) / 2
    "SEQUENCE_MEAN, -1.5",
    "TOKEN,         -1.4", // three tokens of 1 and two of 2: 7 / 5
  })
  void a_ratio_of_one_gives_the_mean_advantage(RatioLevel level, double loss) {
    Result result = compute(clipped(level), new float[6], ADVANTAGES);

    assertThat(result.loss()).isCloseTo(loss, FLOAT);
    assertThat(result.metrics().get(LossTerms.MEAN_RATIO)).isCloseTo(1, FLOAT);
    assertThat(result.metrics().get(LossTerms.CLIPPED_FRACTION)).isZero();
  }

  @Test
  void the_clipped_side_has_no_gradient_and_the_other_has() {
    // first: r = 2 > 1.2 with A > 0 is clipped.  second: r = 1/2 with A > 0 is not:
    // d loss / d log-prob = -r * A / B = -0.5 * 2 / 2 for each of its tokens
    assertThat(compute(clipped(RatioLevel.SEQUENCE_SUM), LOG_RATIOS, ADVANTAGES).gradient())
        .containsExactly(new float[] {0, 0, 0, -0.5f, -0.5f, 0}, within(1e-6f));
  }

  @Test
  void a_negative_advantage_is_clipped_on_the_other_side() {
    // first: r = 2 with A = -1 keeps its gradient, 2 * 1 / 2.  second: r = 1/2 < 0.8 loses it
    assertThat(
            compute(clipped(RatioLevel.SEQUENCE_SUM), LOG_RATIOS, new float[] {-1, -2}).gradient())
        .containsExactly(new float[] {1, 1, 1, 0, 0, 0}, within(1e-6f));
  }

  @Test
  void tokens_are_clipped_each_for_itself() {
    // -r * A / 5, but for the first, whose ratio of 2 is clipped
    assertThat(compute(clipped(RatioLevel.TOKEN), LOG_RATIOS, ADVANTAGES).gradient())
        .containsExactly(new float[] {0, -0.2f, -0.2f, -0.2f, -0.4f, 0}, within(1e-6f));
  }

  @Test
  void the_mean_ratio_shares_its_gradient_among_the_tokens() {
    // A = 0 for the first; second: -r * A / (B * tokens) = -0.70711 * 2 / (2 * 2)
    assertThat(
            compute(clipped(RatioLevel.SEQUENCE_MEAN), LOG_RATIOS, new float[] {0, 2}).gradient())
        .containsExactly(new float[] {0, 0, 0, -0.353553f, -0.353553f, 0}, within(1e-6f));
  }

  @ParameterizedTest
  @EnumSource(RatioLevel.class)
  void an_unclipped_gradient_raises_what_has_a_positive_advantage(RatioLevel level) {
    float[] gradient = compute(clipped(level), new float[6], new float[] {1, -1}).gradient();

    // a step goes against the gradient
    for (int i = 0; i < 3; i++) {
      assertThat(gradient[i]).isNegative();
    }
    assertThat(gradient[3]).isPositive();
    assertThat(gradient[4]).isPositive();
    assertThat(gradient[5]).isZero();
  }

  @ParameterizedTest
  @EnumSource(RatioLevel.class)
  void padding_never_counts(RatioLevel level) {
    float[] other = LOG_RATIOS.clone();
    other[5] = 3;

    Result result = compute(clipped(level), other, ADVANTAGES);

    Result expected = compute(clipped(level), LOG_RATIOS, ADVANTAGES);
    assertThat(result.loss()).isEqualTo(expected.loss());
    assertThat(result.metrics()).isEqualTo(expected.metrics());
    assertThat(result.gradient()).isEqualTo(expected.gradient());
  }

  @ParameterizedTest
  @EnumSource(RatioLevel.class)
  void microbatches_add_up_to_the_step(RatioLevel level) {
    assertAddsUp(clipped(level));
  }

  @Test
  void microbatches_of_imitation_add_up_to_the_step() {
    assertAddsUp(PolicyLoss.nextToken());
  }

  private void assertAddsUp(PolicyLoss loss) {
    Result whole = compute(loss, LOG_RATIOS, ADVANTAGES);
    Result first = compute(loss, LOG_RATIOS, ADVANTAGES, 0, 1);
    Result second = compute(loss, LOG_RATIOS, ADVANTAGES, 1, 2);

    assertThat(first.loss() + second.loss()).isCloseTo(whole.loss(), FLOAT);
    whole
        .metrics()
        .forEach(
            (name, value) ->
                assertThat(
                        LossTerms.together(
                            name, first.metrics().get(name), second.metrics().get(name)))
                    .as(name)
                    .isCloseTo(value, FLOAT));
    float[] gradient = Arrays.copyOf(first.gradient(), 6);
    System.arraycopy(second.gradient(), 0, gradient, 3, 3);
    assertThat(gradient).containsExactly(whole.gradient(), within(1e-6f));
  }

  @Test
  void imitation_is_the_mean_cross_entropy_of_the_tokens() {
    Result result = compute(PolicyLoss.nextToken(), new float[6], new float[] {-7, 7});

    // (1 + 2 + 3 + 1 + 2) / 5, whatever the advantages
    assertThat(result.loss()).isCloseTo(1.8, FLOAT);
    assertThat(result.gradient())
        .containsExactly(new float[] {-0.2f, -0.2f, -0.2f, -0.2f, -0.2f, 0}, within(1e-6f));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.2, Double.NaN})
  void a_clip_range_out_of_range_is_refused(double clipRange) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicyLoss.offPolicyClipped(RatioLevel.TOKEN, clipRange))
        .withMessage("clipRange must be in (0, 1) but was " + clipRange);
  }

  @Test
  void shapes_that_differ_are_named() {
    NDArray rows = manager.zeros(new Shape(2, 3));
    NDArray advantages = manager.zeros(new Shape(2));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new LossInputs(
                    rows, null, rows, advantages, manager.zeros(new Shape(2, 4)), 1, 2, 5))
        .withMessageContaining("mask (2, 4)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new LossInputs(rows, null, rows, manager.zeros(new Shape(3)), rows, 1, 2, 5))
        .withMessageContaining("advantages (3) must be (B)");
  }
}
