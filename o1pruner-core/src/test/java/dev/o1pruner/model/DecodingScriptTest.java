package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.o1pruner.model.script.ScriptModule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What decoding computes faster than the definitions say, beside them. */
class DecodingScriptTest {

  private static NDManager manager;
  private static ScriptModule script;

  @BeforeAll
  static void compile() {
    manager = NDManager.newBaseManager("PyTorch");
    script =
        ScriptModule.compile(
            LanguageModel.class,
            List.of("packed_linear.py", "language_model.py", "trials.py"),
            "Trials",
            Map.of(),
            manager);
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    // tokens, deviation of the logits, temperature, top-k, top-p
    "2000, 6,   1,   0,    0.95", // few tokens reach top-p
    "2000, 0.6, 1,   0,    0.95", // more than are put in order at first
    "2000, 2.5, 1,   0,    0.95", // few in some rows, more in others
    "2000, 2.5, 0.7, 0,    0.5",
    "2000, 1,   1,   50,   1",
    "2000, 1,   1,   900,  0.9",
    "100,  1,   1,   0,    0.9", // a vocabulary smaller than the first few
    "100,  1,   1,   5000, 1",
  })
  void tokens_are_those_of_the_definitions(
      int tokens, double deviation, double temperature, int topK, double topP) {
    int rows = 200;
    NDArray logits = script.infer(manager, "logits", rows, tokens, deviation).get(0);
    float[] uniforms = new float[rows];
    for (int row = 0; row < rows; row++) {
      uniforms[row] = (row + 0.5f) / rows;
    }
    NDArray u = manager.create(uniforms);

    long[] chosen =
        script.infer(manager, "choose", logits, u, temperature, topK, topP).get(0).toLongArray();
    long[] defined =
        script.infer(manager, "defined", logits, u, temperature, topK, topP).get(0).toLongArray();

    int same = 0;
    for (int row = 0; row < rows; row++) {
      same += chosen[row] == defined[row] ? 1 : 0;
    }
    // 32-bit sums of 2000 weights are off by 1e-6 or so: then a neighbour is taken, where weights
    // are 5e-4
    assertThat(same).isGreaterThanOrEqualTo(rows - 3);
  }

  @ParameterizedTest
  @CsvSource({
    // rows, outputs, inputs
    "1,  64,  64",
    "16, 896, 896",
    "3,  128, 37",
    "5,  172, 64", // oneDNN's own product is wrong here
    "64, 100, 172",
  })
  void packed_products_are_the_plain_ones(int rows, int outputs, int inputs) {
    // sums of n products of normal numbers, about sqrt(n) large, are off by less than n ulps
    assertThat((double) off(rows, outputs, inputs, Precision.F32)).isLessThan(inputs * 3e-6);
    // and 8 bits of mantissa by 2^-8 of the largest sums, 5 deviations
    assertThat((double) off(rows, outputs, inputs, Precision.BF16))
        .isLessThan(5 * Math.sqrt(inputs) / 128);
  }

  private static float off(int rows, int outputs, int inputs, Precision precision) {
    return script
        .infer(manager, "off", rows, outputs, inputs, precision.torchCode())
        .get(0)
        .getFloat();
  }
}
