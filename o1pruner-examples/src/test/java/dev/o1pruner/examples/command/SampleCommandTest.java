package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.Precision;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleCommandTest {

  @TempDir private Path folder;
  private Path problems;
  private Path out;

  @BeforeEach
  void write_problems() throws IOException {
    out = folder.resolve("samples.jsonl");
    problems =
        TestModels.lines(
            folder.resolve("problems.jsonl"),
            "{\"id\":\"one\",\"problem\":\"w1 w2 w3\",\"answer\":\"3\"}",
            "{\"id\":\"two\",\"problem\":\"w4\",\"answer\":\"4\"}");
  }

  private Launch sample(Object... more) {
    return sampleFrom(TestModels.tiny(), more);
  }

  private Launch sampleFrom(Path model, Object... more) {
    Object[] args = {
      "sample", "--model", model, "--problems", problems, "--out", out, "--max-tokens", 9
    };
    return Launch.of(Stream.of(args, more).flatMap(Arrays::stream).toArray());
  }

  @Test
  void writes_a_graded_line_per_solution() throws IOException {
    Launch launch = sample("--k", 3).succeeds();
    List<JsonObject> lines = Files.readAllLines(out).stream().map(Json::parseObject).toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0).keySet())
        .containsExactly(
            "problemId",
            "sample",
            "length",
            "finishReason",
            "text",
            "promptTokenIds",
            "tokenIds",
            "correct",
            "answer",
            "crc32c");
    assertThat(lines.stream().map(l -> l.get("problemId").getAsString() + l.get("sample")))
        .containsExactly("one0", "one1", "one2", "two0", "two1", "two2");
    assertThat(launch.out()).startsWith("6 solutions of 2 problems: ").contains("to " + out);
    assertThat(launch.err())
        .startsWith("sampling: 0 of 6 solutions")
        .contains("sampling: 6 of 6 solutions in ");
  }

  @Test
  void an_interrupted_sampling_says_that_it_can_go_on_and_does() throws IOException {
    Thread.currentThread().interrupt();
    Launch stopped = sample("--k", 3);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(stopped.code()).isEqualTo(130);
    assertThat(stopped.err()).contains("stopped").contains("the same command line goes on");

    sample("--k", 3).succeeds();
    assertThat(Files.readAllLines(out)).hasSize(6);
  }

  @Test
  void sums_up_as_json() throws IOException {
    List<JsonObject> printed = sample("--k", 2, "--json", "--slots", 1).succeeds().json();
    assertThat(printed).hasSize(1);
    JsonObject summary = printed.get(0);
    assertThat(summary.keySet())
        .containsExactly(
            "problems",
            "solutions",
            "meanTokens",
            "accuracy",
            "truncated",
            "seconds",
            "tokensPerSecond",
            "slotUtilisation",
            "out");
    // the only slot ends each call with its solution
    assertThat(summary.get("slotUtilisation").getAsDouble()).isEqualTo(1);
    assertThat(summary.get("problems").getAsInt()).isEqualTo(2);
    assertThat(summary.get("solutions").getAsInt()).isEqualTo(4);
    double mean =
        Files.readAllLines(out).stream()
            .mapToInt(line -> Json.parseObject(line).get("length").getAsInt())
            .average()
            .orElseThrow();
    assertThat(summary.get("meanTokens").getAsDouble()).isCloseTo(mean, within(1e-9));
  }

  @Test
  void its_lines_can_be_weighed() {
    sample("--k", 2).succeeds();
    assertThat(Launch.of("weigh", "--samples", out, "--preset", "paper").succeeds().json())
        .hasSize(4);
  }

  @Test
  void bad_input_is_refused_before_anything_is_sampled() throws IOException {
    sample("--k", 1).refuses("--k must be at least 2 but was 1");
    sample("--slots", 0).refuses("--slots must be at least 1 but was 0");
    sample("--cache-mib", 0).refuses("--cache-mib must be at least 1 but was 0");
    TestModels.lines(problems);
    sample().refuses(problems + " holds no problem");
    TestModels.lines(problems, "{\"id\":\"a\",\"problem\":\"w1\"}");
    sample().refuses(problems + ":1: fields [id, problem] are not those of any known format");
    TestModels.lines(
        problems,
        "{\"id\":\"a\",\"problem\":\"w1\",\"answer\":1}",
        "{\"id\":\"a\",\"problem\":\"w2\",\"answer\":2}");
    sample().refuses(problems + ":2: id a was used before");
    TestModels.lines(
        problems, "{\"id\":\"long\",\"problem\":\"" + "w1 ".repeat(130) + "\",\"answer\":1}");
    sample().refuses("the prompt of problem long has 130 tokens", "128", "leave out the problem");
    assertThat(out).doesNotExist();
  }

  @Test
  void an_output_that_cannot_be_written_is_refused_before_the_model_is_looked_at() {
    Path inside = problems.resolve("out.jsonl");
    Launch.of("sample", "--model", "gone", "--problems", problems, "--out", inside)
        .refuses("--out " + inside + " can't be written");
  }

  @Test
  void bad_lines_are_passed_over_if_asked() throws IOException {
    TestModels.lines(problems, "{", "{\"id\":\"a\",\"problem\":\"w1\",\"answer\":1}");
    Launch launch = sample("--skip-bad-lines", "--k", 2, "--json").succeeds();
    assertThat(launch.json().get(0).get("problems").getAsInt()).isEqualTo(1);
    assertThat(launch.err()).contains(problems + ":1 skipped: ");
  }

  @Test
  void a_sampling_that_was_cut_off_is_gone_on_with() throws IOException {
    sample("--k", 3).succeeds();
    List<String> whole = Files.readAllLines(out);
    // killed: two solutions are whole, a third one is half written
    Files.writeString(
        out, whole.get(4) + "\n" + whole.get(1) + "\n" + whole.get(2).substring(0, 40));

    Launch again = sample("--k", 3).succeeds();

    assertThat(Files.readAllLines(out)).isEqualTo(whole);
    assertThat(again.err()).contains("2 of 6 solutions were there already");
    // more samples, and the first ones stay
    sample("--k", 4).succeeds();
    assertThat(Files.readAllLines(out)).hasSize(8).containsAll(whole);
  }

  @Test
  void a_damaged_line_is_refused_or_if_asked_drawn_again() throws IOException {
    sample("--k", 3).succeeds();
    String whole = Files.readString(out);
    Files.writeString(out, whole.replaceFirst("\"sample\":1", "\"sample\":7"));

    sampleAgain("--k", 3).contains(out + ":2: ").contains("drawn again (--redraw-damaged)");
    Launch.of("weigh", "--samples", out, "--preset", "paper")
        .refuses(out + ":2: the line doesn't fit its checksum");
    Launch again = sample("--k", 3, "--redraw-damaged").succeeds();

    assertThat(again.err())
        .contains(out + ":2: ")
        .contains("the line is dropped, and drawn again")
        .contains("5 of 6 solutions were there already");
    assertThat(out).hasContent(whole);
  }

  @Test
  void solutions_begin_as_they_are_told_to() throws IOException {
    sample("--k", 4, "--start", "w7 w8", "--start", "").succeeds();

    List<JsonObject> lines = Files.readAllLines(out).stream().map(Json::parseObject).toList();
    for (int i : new int[] {0, 2, 4, 6}) {
      assertThat(lines.get(i).get("tokenIds").toString()).startsWith("[7,8,");
      assertThat(lines.get(i).get("text").getAsString()).startsWith("w7 w8");
    }
    assertThat(lines.get(1).get("tokenIds").toString()).doesNotStartWith("[7,8,");
    sample("--k", 4, "--start", "w7 w8", "--start", "").succeeds();
    sampleAgain("--k", 4, "--start", "w7").contains("another starts ([[7,8],[]], now [[7]])");
    sampleAgain("--k", 4).contains("another starts ([[7,8],[]], now none)");
  }

  @Test
  void a_file_of_other_settings_is_refused_and_kept() throws IOException {
    sample("--k", 2).succeeds();
    String before = Files.readString(out);

    sampleAgain("--k", 2, "--seed", 9).contains("another seed (1, now 9)");
    sampleAgain("--k", 2, "--temperature", 0.5).contains("another temperature (1.0, now 0.5)");
    TestModels.lines(problems, "{\"id\":\"one\",\"problem\":\"w9\",\"answer\":\"3\"}");
    sampleAgain("--k", 2).contains("problem one, which had another prompt");
    TestModels.lines(problems, "{\"id\":\"new\",\"problem\":\"w9\",\"answer\":\"3\"}");
    sampleAgain("--k", 2).contains("which isn't asked for now");
    assertThat(out).hasContent(before);

    Files.delete(folder.resolve("samples.jsonl.settings.json"));
    sampleAgain("--k", 2).contains("can't be gone on with; give another path");
  }

  @Test
  void other_weights_of_the_same_shape_are_another_model_in_shards_too() {
    Path model = folder.resolve("sharded");
    saveSharded(model, 7);
    assertThat(model.resolve("model.safetensors")).doesNotExist();
    sampleFrom(model, "--k", 2).succeeds();
    sampleFrom(model, "--k", 2).succeeds();

    saveSharded(model, 8);
    Launch other = sampleFrom(model, "--k", 2);
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("another weights");
  }

  private static void saveSharded(Path target, long seed) {
    try (LanguageModel model = LanguageModel.random(TestModels.tiny(), seed)) {
      model.save(target, Precision.F32, 4096);
    }
  }

  private AbstractStringAssert<?> sampleAgain(Object... more) {
    Launch launch = sample(more);
    assertThat(launch.code()).isEqualTo(2);
    return assertThat(launch.err());
  }
}
