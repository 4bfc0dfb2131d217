package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import com.google.common.io.Resources;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.ModelDirectory;
import dev.o1pruner.model.checkpoint.PlainSafetensors;
import dev.o1pruner.model.checkpoint.PlainSafetensors.Tensor;
import dev.o1pruner.model.checkpoint.ShardPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is loaded and saved at its own precision is the same to the bit. */
class RoundTripTest {

  @TempDir Path temp;

  /** The tiny model with weights of any finite value, tied or not. */
  private Path model(Precision precision, boolean tied) {
    Path directory =
        TinyModel.copy(
            temp,
            config -> {
              config.addProperty("tie_word_embeddings", tied);
              config.addProperty("torch_dtype", precision.configName());
            });
    Random random = new Random(1);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Weight weight :
        WeightLayout.of(Architecture.read(ModelDirectory.read(directory).config()))) {
      ByteBuffer bytes =
          ByteBuffer.allocate((int) weight.size() * precision.bytes())
              .order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        put(bytes, precision, random.nextInt());
      }
      tensors.put(
          weight.name(),
          Tensor.of(
              precision.safetensorsName(),
              LongStream.of(weight.shape().getShape()).boxed().toList(),
              bytes.array()));
    }
    PlainSafetensors.write(directory.resolve("model.safetensors"), tensors);
    return directory;
  }

  /** Any bits whose exponent isn't all ones: subnormal numbers and both zeros, no NaN. */
  private static void put(ByteBuffer bytes, Precision precision, int bits) {
    switch (precision) {
      case F32 -> bytes.putInt((bits & 0x7f800000) == 0x7f800000 ? 0x80000001 : bits);
      case BF16 -> bytes.putShort((short) ((bits & 0x7f80) == 0x7f80 ? 0x8001 : bits));
      case F16 -> bytes.putShort((short) ((bits & 0x7c00) == 0x7c00 ? 0x8001 : bits));
    }
  }

  private static Map<String, Tensor> tensors(Path directory) throws IOException {
    Map<String, Tensor> tensors = new TreeMap<>();
    for (Path file : weightFiles(directory)) {
      PlainSafetensors.read(file)
          .forEach((name, tensor) -> assertThat(tensors.put(name, tensor)).isNull());
    }
    return tensors;
  }

  private static List<Path> weightFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, true", "F16, true", "BF16, true", "F32, false", "F16, false", "BF16, false"})
  void single_and_sharded_models_are_the_same_to_the_bit(Precision precision, boolean tied)
      throws IOException {
    Path source = model(precision, tied);
    Path sharded = temp.resolve("sharded");
    Path again = temp.resolve("again");
    Path joined = temp.resolve("joined");
    try (LanguageModel model = LanguageModel.load(source, Device.cpu(), precision)) {
      model.save(sharded, precision, 3_000);
    }
    try (LanguageModel model = LanguageModel.load(sharded, Device.cpu(), precision)) {
      model.save(again);
      model.save(joined, precision, ShardPlan.DEFAULT_MAX_BYTES);
    }

    assertThat(weightFiles(sharded)).hasSizeGreaterThan(2);
    assertThat(tensors(sharded)).isEqualTo(tensors(source));
    // sharded stays sharded, in the same way
    List<Path> files = weightFiles(sharded);
    for (Path file : files) {
      assertThat(again.resolve(file.getFileName())).hasSameBinaryContentAs(file);
    }
    assertThat(again.resolve("model.safetensors.index.json"))
        .hasSameBinaryContentAs(sharded.resolve("model.safetensors.index.json"));
    assertThat(weightFiles(again)).hasSameSizeAs(files);
    assertThat(joined.resolve("model.safetensors"))
        .hasSameBinaryContentAs(source.resolve("model.safetensors"));
    assertThat(joined.resolve("model.safetensors.index.json")).doesNotExist();
  }

  @Test
  void shards_are_filled_in_order_up_to_the_limit_as_hugging_face_does() throws IOException {
    Path saved = temp.resolve("saved");
    try (LanguageModel model = TinyModel.load()) {
      model.save(saved, Precision.F32, 3_000);
    }
    for (Path file : weightFiles(saved)) {
      Map<String, Tensor> tensors = PlainSafetensors.read(file);
      int bytes = tensors.values().stream().mapToInt(t -> t.data().remaining()).sum();
      assertThat(bytes <= 3_000 || tensors.size() == 1).isTrue();
    }
    // the embedding of 40 * 16 * 4 = 2560 bytes, then a norm of 64; the next, 1024, is too much
    assertThat(PlainSafetensors.read(weightFiles(saved).get(0)).keySet())
        .containsExactly("model.embed_tokens.weight", "model.layers.0.input_layernorm.weight");
    assertThat(weightFiles(saved).get(0).getFileName().toString())
        .matches("model-00001-of-000\\d\\d\\.safetensors");
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void python_finds_the_same_tensors(Precision precision) throws Exception {
    Path source = model(precision, true);
    Path saved = temp.resolve("saved");
    try (LanguageModel model = LanguageModel.load(source, Device.cpu(), precision)) {
      model.save(saved, precision, 3_000);
    }
    Path script = temp.resolve("compare.py");
    Files.writeString(
        script,
        Resources.toString(
            Resources.getResource(RoundTripTest.class, "compare_checkpoints.py"),
            StandardCharsets.UTF_8));
    Path output = temp.resolve("output");
    List<String> command = new ArrayList<>(List.of("python3", script.toString()));
    command.add(source.toString());
    command.add(saved.toString());
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      assumeTrue(false, "python3 is not here: " + e.getMessage());
      return;
    }
    assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    assertThat(output).content().startsWith("26 tensors are the same");
  }

  @Test
  void a_random_model_on_disk_is_the_random_model_in_memory() throws IOException {
    Path written = temp.resolve("written");
    Path saved = temp.resolve("saved");
    ModelDirectory source = ModelDirectory.read(TinyModel.directory());
    long parameters = RandomModel.write(source, written, 7, Precision.BF16, 3_000);
    try (LanguageModel model = LanguageModel.random(TinyModel.directory(), 7)) {
      model.save(saved, Precision.BF16, 3_000);
    }

    assertThat(parameters).isEqualTo(WeightLayout.parameters(Architecture.read(source.config())));
    assertThat(tensors(written)).isEqualTo(tensors(saved));
    assertThat(ModelDirectory.read(written).config().get("torch_dtype").getAsString())
        .isEqualTo("bfloat16");
  }
}
