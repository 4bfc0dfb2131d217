package dev.o1pruner.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.TinyModel;
import dev.o1pruner.run.AtomicDirectory;
import dev.o1pruner.run.AtomicFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectorySaveTest {

  private static final long SHARD = 8_000;

  @TempDir Path temp;

  /** An older model in three shards, in a directory of that name. */
  private Path older(String name) {
    Path directory = temp.resolve(name);
    try (LanguageModel model = TinyModel.load()) {
      model.save(directory, Precision.F32, SHARD);
    }
    return directory;
  }

  /** What a save of the tiny model in bfloat16, in one file, would write. */
  private static Map<String, AtomicFiles.Content> contents(Path newer) {
    ModelDirectory directory = ModelDirectory.read(newer);
    Map<String, AtomicFiles.Content> contents =
        new LinkedHashMap<>(directory.contents(directory.config(), new ShardPlan(Map.of())));
    contents.remove(WeightIndex.FILE);
    contents.put(
        ModelDirectory.WEIGHTS, path -> Files.copy(newer.resolve(ModelDirectory.WEIGHTS), path));
    return contents;
  }

  private Path newer() {
    Path directory = temp.resolve("newer");
    try (LanguageModel model = TinyModel.load()) {
      model.save(directory, Precision.BF16);
    }
    return directory;
  }

  private static Map<String, String> snapshot(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(directory)) {
      for (Path file : (Iterable<Path>) list::iterator) {
        files.put(
            file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }

  private Map<String, String> names() throws IOException {
    try (Stream<Path> list = Files.list(temp)) {
      Map<String, String> names = new TreeMap<>();
      list.forEach(path -> names.put(path.getFileName().toString(), ""));
      return names;
    }
  }

  @Test
  void a_save_that_fails_at_any_file_leaves_the_old_directory_whole() throws IOException {
    Path target = older("model");
    Map<String, AtomicFiles.Content> contents = contents(newer());
    Map<String, String> before = snapshot(target);
    Map<String, String> places = names();
    for (String failing : contents.keySet()) {
      for (boolean half : new boolean[] {false, true}) {
        Map<String, AtomicFiles.Content> failingContents = new LinkedHashMap<>(contents);
        failingContents.put(
            failing,
            path -> {
              if (half) {
                Files.writeString(path, "half of it");
              }
              throw new IOException("no space left on device");
            });
        assertThatExceptionOfType(UncheckedIOException.class)
            .isThrownBy(
                () -> AtomicDirectory.replace(target, failingContents, ModelDirectory::isModelFile))
            .withMessageContaining(failing)
            .withMessageContaining("no space left on device");
        assertThat(snapshot(target)).isEqualTo(before);
        assertThat(names()).isEqualTo(places);
      }
    }
    LanguageModel.load(target).close();

    AtomicDirectory.replace(target, contents, ModelDirectory::isModelFile);
    assertThat(snapshot(target)).isEqualTo(snapshot(temp.resolve("newer")));
    assertThat(names()).isEqualTo(places);
  }

  @Test
  void a_save_goes_on_from_wherever_a_killed_one_ended() throws IOException {
    Path newer = newer();
    Map<String, String> whole = snapshot(newer);
    // while the new directory was written
    Path target = older("model");
    Files.createDirectory(temp.resolve("model.saving"));
    Files.writeString(temp.resolve("model.saving/config.json"), "{");
    Files.writeString(temp.resolve("model.saving/model.safetensors.tmp"), "half");
    LanguageModel.load(target).close();
    AtomicDirectory.replace(target, contents(newer), ModelDirectory::isModelFile);
    assertThat(snapshot(target)).isEqualTo(whole);
    assertThat(names()).containsOnlyKeys("model", "newer");

    // between the two renamings
    Files.move(target, temp.resolve("model.replaced"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelDirectory.read(target))
        .withMessageContaining("an interrupted save left it whole as")
        .withMessageContaining("model.replaced");
    Map<String, AtomicFiles.Content> failing = new LinkedHashMap<>(contents(newer));
    failing.put(
        "config.json",
        path -> {
          throw new IOException("no");
        });
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> AtomicDirectory.replace(target, failing, ModelDirectory::isModelFile));
    assertThat(snapshot(target)).isEqualTo(whole);

    // before the old directory was deleted
    older("model.replaced");
    AtomicDirectory.replace(target, contents(newer), ModelDirectory::isModelFile);
    assertThat(snapshot(target)).isEqualTo(whole);
    assertThat(names()).containsOnlyKeys("model", "newer");
  }

  @Test
  void what_is_not_a_models_file_stays() throws IOException {
    Path target = Files.createDirectory(temp.resolve("model"));
    Files.createDirectories(target.resolve(".git/objects"));
    Files.writeString(target.resolve("notes.txt"), "mine");
    Object identity = Files.getAttribute(target, "basic:creationTime");
    try (LanguageModel model = TinyModel.load()) {
      model.save(target); // nothing to replace: into the directory as it is
      assertThat(Files.getAttribute(target, "basic:creationTime")).isEqualTo(identity);
      model.save(target, Precision.F32, SHARD);
      model.save(target);
      LanguageModel.load(target).close();
      assertThat(names()).containsOnlyKeys("model");
      assertThat(target.resolve("notes.txt")).hasContent("mine");
      assertThat(target.resolve(".git/objects")).isDirectory();
      assertThat(target.resolve("model.safetensors.index.json")).doesNotExist();

      // a kill before they were moved back
      Files.createDirectory(temp.resolve("model.replaced"));
      Files.move(target.resolve("notes.txt"), temp.resolve("model.replaced/notes.txt"));
      Files.writeString(temp.resolve("model.replaced/config.json"), "older");
      model.save(target);
      assertThat(target.resolve("notes.txt")).hasContent("mine");
      assertThat(names()).containsOnlyKeys("model");
    }
  }

  @Test
  void what_is_in_the_way_is_named_and_not_lost() throws IOException {
    Path target = older("model");
    Files.writeString(target.resolve("notes.txt"), "newer");
    Path replaced = Files.createDirectory(temp.resolve("model.replaced"));
    Files.writeString(replaced.resolve("notes.txt"), "older");
    Path file = Files.writeString(temp.resolve("file"), "mine");
    Path saving = Files.createDirectory(temp.resolve("other.saving"));
    Files.writeString(saving.resolve("notes.txt"), "mine");
    try (LanguageModel model = TinyModel.load()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.save(target))
          .withMessageContaining("notes.txt is in the way of " + replaced);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.save(file))
          .withMessageContaining("is a file; give a directory");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.save(temp.resolve("other")))
          .withMessageContaining("other.saving/notes.txt is in the way");
    }
    assertThat(target.resolve("notes.txt")).hasContent("newer");
    assertThat(replaced.resolve("notes.txt")).hasContent("older");
    assertThat(file).hasContent("mine");
    assertThat(saving.resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void nothing_of_the_older_model_stays() throws IOException {
    Path target = older("model");
    Files.writeString(target.resolve("chat_template.jinja"), "{{ older }}");
    try (LanguageModel model = TinyModel.load()) {
      model.save(target);
    }

    assertThat(snapshot(target)).containsOnlyKeys(snapshot(TinyModel.directory()).keySet());
  }

  @Test
  void through_a_link_the_directory_itself_is_replaced() throws IOException {
    Path target = older("model");
    Path link = Files.createSymbolicLink(temp.resolve("latest"), target);
    try (LanguageModel model = TinyModel.load()) {
      model.save(link);
    }

    assertThat(link).isSymbolicLink();
    assertThat(target.resolve("model.safetensors")).exists();
  }

  @Test
  void a_file_too_large_to_be_carried_is_refused_before_it_is_read() throws IOException {
    Path directory = TinyModel.copy(temp, config -> {});
    try (var file = new RandomAccessFile(directory.resolve("vocab.json").toFile(), "rw")) {
      file.setLength((256L << 20) + 1);
    }

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelDirectory.read(directory))
        .withMessageContaining("vocab.json has 268435457 bytes");
  }
}
