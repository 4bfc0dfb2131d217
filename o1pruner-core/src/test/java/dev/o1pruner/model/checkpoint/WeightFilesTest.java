package dev.o1pruner.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import dev.o1pruner.model.TinyModel;
import dev.o1pruner.model.checkpoint.PlainSafetensors.Tensor;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two shards, a and b, of one byte each, and what can be wrong with them. */
class WeightFilesTest {

  private static final String INDEX = "model.safetensors.index.json";
  private static final String A = "model-00001-of-00002.safetensors";
  private static final String B = "model-00002-of-00002.safetensors";

  @TempDir Path temp;

  private static Map<String, Tensor> tensors(String... names) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : names) {
      tensors.put(name, Tensor.of("U8", List.of(1L), (byte) name.charAt(0)));
    }
    return tensors;
  }

  private Path sharded() throws IOException {
    Path directory = TinyModel.copy(temp, config -> {});
    Files.delete(directory.resolve("model.safetensors"));
    PlainSafetensors.write(directory.resolve(A), tensors("a"));
    PlainSafetensors.write(directory.resolve(B), tensors("b"));
    changeMap(directory, map -> {});
    return directory;
  }

  /** Writes the index anew. */
  private static void changeMap(Path directory, Consumer<JsonObject> change) throws IOException {
    JsonObject map = Json.parseObject("{\"a\":\"%s\",\"b\":\"%s\"}".formatted(A, B));
    change.accept(map);
    writeIndex(directory, "{\"metadata\":{\"total_size\":2},\"weight_map\":%s}".formatted(map));
  }

  private static void writeIndex(Path directory, String text) throws IOException {
    Files.writeString(directory.resolve(INDEX), text);
  }

  private static WeightFiles open(Path directory) {
    return WeightFiles.open(ModelDirectory.read(directory));
  }

  private static void assertRefused(Path directory, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(directory).close())
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
  }

  @Test
  void tensors_are_found_in_their_shards() throws IOException {
    try (WeightFiles files = open(sharded())) {
      assertThat(files.names()).containsExactlyInAnyOrder("a", "b");
      for (String name : files.names()) {
        ByteBuffer value = ByteBuffer.allocate(1);
        files.read(name, 0, value);
        assertThat(value.get(0)).isEqualTo((byte) name.charAt(0));
        assertThat(files.dtype(name)).isEqualTo("U8");
        assertThat(files.shape(name)).containsExactly(1);
      }
      assertThat(files.contains("c")).isFalse();
    }
  }

  @Test
  void a_single_file_comes_before_an_index_as_in_transformers() throws IOException {
    Path directory = sharded();
    PlainSafetensors.write(directory.resolve("model.safetensors"), tensors("c"));

    try (WeightFiles files = open(directory)) {
      assertThat(files.names()).containsExactly("c");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../other/model.safetensors",
        "/etc/model.safetensors",
        "..\\\\model.safetensors",
        "C:model.safetensors",
        "sub/model.safetensors",
        "..",
        ".safetensors",
        "model.bin",
        "a\\u0000.safetensors",
        ""
      })
  void a_shard_elsewhere_is_refused(String name) throws IOException {
    Path directory = sharded();
    writeIndex(directory, "{\"weight_map\":{\"a\":\"%s\",\"b\":\"%s\"}}".formatted(name, B));

    assertRefused(directory, INDEX, "tensor a must be in a .safetensors file of this directory");
  }

  @Test
  void a_shard_that_is_a_link_out_of_the_directory_is_refused() throws IOException {
    Path directory = sharded();
    Path outside = Files.move(directory.resolve(A), temp.resolve("outside.safetensors"));
    Files.createSymbolicLink(directory.resolve(A), outside);

    assertRefused(directory, A, "a link to", "outside.safetensors outside the directory");
  }

  @Test
  void the_links_of_the_hugging_face_cache_are_followed() throws IOException {
    Path snapshot = temp.resolve("models--x/snapshots/0123");
    Path blobs = Files.createDirectories(temp.resolve("models--x/blobs"));
    Files.createDirectories(snapshot.getParent());
    Files.move(sharded(), snapshot);
    Files.move(snapshot.resolve(A), blobs.resolve("4567"));
    Files.createSymbolicLink(snapshot.resolve(A), Path.of("../../blobs/4567"));

    try (WeightFiles files = open(snapshot)) {
      assertThat(files.contains("a")).isTrue();
    }
  }

  @Test
  void a_shard_that_is_not_there_is_named() throws IOException {
    Path directory = sharded();
    Files.delete(directory.resolve(B));

    assertRefused(directory, INDEX + " names " + B + ", which does not exist");
  }

  @Test
  void index_and_shards_must_agree() throws IOException {
    Path directory = sharded();
    changeMap(directory, map -> map.addProperty("c", A));
    assertRefused(directory, "says tensor c is in " + A + ", which has none of this name");

    changeMap(directory, map -> map.addProperty("b", A));
    assertRefused(directory, "says tensor b is in " + A);

    changeMap(directory, map -> {});
    PlainSafetensors.write(directory.resolve(A), tensors("a", "c"));
    assertRefused(directory, A + " has tensor c, which", "does not name");

    PlainSafetensors.write(directory.resolve(A), tensors("a", "b"));
    assertRefused(directory, A + " has tensor b, which", "says is in " + B);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                                                         | End of input",
        "[]                                                        | Expected BEGIN_OBJECT",
        "{\"metadata\":{}}                                         | names no tensor",
        "{\"weight_map\":{}}                                       | names no tensor",
        "{\"weight_map\":[]}                                       | Expected BEGIN_OBJECT",
        "{\"weight_map\":{\"a\":7}}                                | is in a NUMBER",
        "{\"weight_map\":{\"a\":\"x.safetensors\",\"a\":\"y.safetensors\"}} | named twice",
        "{\"weight_map\":{\"a\":\"x.safetensors\"},\"weight_map\":{}} | two \"weight_map\"",
        "{\"weight_map\":{\"a\":\"x.safetensors\"}} {}             | malformed JSON",
      })
  void an_index_that_is_none_is_refused(String text, String reason) throws IOException {
    Path directory = sharded();
    writeIndex(directory, text);

    assertRefused(directory, INDEX, reason);
  }

  @Test
  void an_index_that_is_not_utf_8_is_refused() throws IOException {
    Path directory = sharded();
    Files.write(directory.resolve(INDEX), new byte[] {'{', (byte) 0xff, '}'});

    assertRefused(directory, INDEX, "not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pytorch_model.bin", "pytorch_model.bin.index.json", "m.pt", "m.ckpt", "m.PTH"})
  void pickles_are_refused_with_the_line_that_converts_them(String name) throws IOException {
    Path directory = TinyModel.copy(temp, config -> {});
    Files.move(directory.resolve("model.safetensors"), directory.resolve(name));

    assertRefused(directory, name + " is a pickle", "safe_serialization=True", "" + directory);
    // beside safetensors they don't matter
    Files.copy(
        TinyModel.directory().resolve("model.safetensors"), directory.resolve("model.safetensors"));
    open(directory).close();
  }

  @Test
  void gguf_is_refused_by_name_as_a_file_and_in_a_directory() throws IOException {
    Path directory = Files.createDirectory(temp.resolve("llama"));
    Path file = Files.write(directory.resolve("q4.gguf"), new byte[] {'G', 'G', 'U', 'F'});

    assertRefused(directory, "q4.gguf is GGUF", "gguf_file='q4.gguf'");
    assertRefused(file, "q4.gguf is GGUF", "gguf_file='q4.gguf'");
  }

  @Test
  void no_weights_at_all_are_named_with_both_their_names() throws IOException {
    Path directory = TinyModel.copy(temp, config -> {});
    Files.delete(directory.resolve("model.safetensors"));

    assertRefused(directory, "model.safetensors does not exist, nor does " + INDEX);
  }
}
