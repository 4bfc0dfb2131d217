package dev.o1pruner.reward;

import static dev.o1pruner.reward.DrawnByNumber.SETTINGS;
import static dev.o1pruner.reward.DrawnByNumber.prompts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.gson.JsonObject;
import dev.o1pruner.run.FileClaim;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.LineChecksum;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumableSamplerTest {

  @TempDir Path temp;
  private Path file;
  private final DrawnByNumber source = new DrawnByNumber();
  private final JsonObject origin = Json.parseObject("{\"model\":\"a\"}");
  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void name_file() {
    file = temp.resolve("samples.jsonl");
  }

  private ResumableSampler sampler() {
    return new ResumableSampler(source, file, origin);
  }

  private List<Solution> whole() {
    return new DrawnByNumber().sample(prompts(2), SETTINGS);
  }

  private void assertRefused(List<Prompt> prompts, SamplingSettings settings, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sampler().sample(prompts, settings))
        .withMessageStartingWith(file.toString())
        .withMessageContaining(reason);
  }

  @Test
  void each_solution_is_a_line_with_a_checksum_that_any_json_reader_reads() throws IOException {
    assertThat(sampler().sample(prompts(2), SETTINGS)).isEqualTo(whole());
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(4).allMatch(LineChecksum::isOn);
    JsonObject first = Json.parseObject(lines.get(0));
    assertThat(List.copyOf(first.keySet())).endsWith(ResumableSampler.SECONDS, LineChecksum.FIELD);
    assertThat(SampleLine.solution(first)).isEqualTo(whole().get(0));
    assertThat(ResumableSampler.seconds(file)).isPositive();
  }

  @Test
  void only_what_is_missing_is_drawn_and_all_is_told_of() throws IOException {
    sampler().sample(prompts(2), SETTINGS);
    List<String> lines = Files.readAllLines(file);
    Files.writeString(file, lines.get(2) + "\n");
    List<Solution> told = new ArrayList<>();
    assertThat(sampler().sample(prompts(2), SETTINGS, told::add)).isEqualTo(whole());
    assertThat(told).containsExactlyInAnyOrderElementsOf(whole());
    assertThat(source.drawn()).isEqualTo(4 + 3);
    assertThat(sampler().sample(prompts(3), SETTINGS.samples(3))).hasSize(9).containsAll(whole());
  }

  @Test
  void every_difference_in_origin_or_settings_is_named() {
    sampler().sample(prompts(2), SETTINGS);
    assertRefused(prompts(2), SETTINGS.temperature(0.5), "another temperature (1.0, now 0.5)");
    assertRefused(prompts(2), SETTINGS.topP(0.5), "another topP (1.0, now 0.5)");
    assertRefused(prompts(2), SETTINGS.topK(3), "another topK (0, now 3)");
    assertRefused(prompts(2), SETTINGS.maxTokens(7), "another maxTokens (6, now 7)");
    assertRefused(
        prompts(2), SETTINGS.stopTokenIds(Set.of(4)), "another stopTokenIds ([], now [4]");
    assertRefused(prompts(2), SETTINGS.seed(6), "another seed (5, now 6)");
    origin.addProperty("model", "b");
    assertRefused(prompts(2), SETTINGS, "another model (\"a\", now \"b\")");
    origin.remove("model");
    assertRefused(prompts(2), SETTINGS, "another model (\"a\", now none)");
    origin.addProperty("model", "a");
    origin.addProperty("server", "http://b");
    assertRefused(prompts(2), SETTINGS, "another server (none, now \"http://b\")");
    assertThat(source.drawn()).isEqualTo(4);
  }

  @Test
  void solutions_of_other_prompts_or_twice_are_refused() throws IOException {
    sampler().sample(prompts(2), SETTINGS);
    assertRefused(prompts(1), SETTINGS, ":3: holds sample 0 of problem p1, which isn't asked for");
    List<Prompt> other = List.of(prompts(1).get(0), new Prompt("p1", prompts(1).get(0).tokenIds()));
    assertRefused(other, SETTINGS, ":3: holds sample 0 of problem p1, which had another prompt");
    Files.writeString(file, Files.readString(file) + Files.readAllLines(file).get(1) + "\n");
    assertRefused(
        prompts(2), SETTINGS, ":5: holds sample 1 of problem p0 for the second time; delete one");
    Files.delete(ResumableSampler.settingsFile(file));
    assertRefused(prompts(2), SETTINGS, "so that it can't be gone on with; give another path");
  }

  @Test
  void a_line_without_checksum_is_refused() throws IOException {
    sampler().sample(prompts(2), SETTINGS);
    Files.writeString(file, Files.readString(file).replaceAll(",\"crc32c\":\"\\w+\"", ""));
    assertRefused(prompts(2), SETTINGS, ":1: the line has no checksum at its end; delete the line");
  }

  @Test
  void draws_that_are_not_those_of_the_settings_are_refused() {
    Draw draw = Draw.of(prompts(1).get(0), 0, SETTINGS);
    for (Draw other :
        List.of(
            new Draw(draw.prompt(), 0, 1, draw.maxTokens()),
            new Draw(draw.prompt(), 0, draw.seed(), 3))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sampler().draw(List.of(other), SETTINGS, solution -> {}))
          .withMessageStartingWith("sample 0 of problem p0 has another seed or token limit");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sampler().draw(List.of(draw, draw), SETTINGS, solution -> {}))
        .withMessage("sample 0 of problem p0 is to be drawn twice");
    origin.addProperty("seed", 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sampler().sample(prompts(1), SETTINGS))
        .withMessage("the origin says seed, which is a setting's");
    assertThat(file).doesNotExist();
  }

  @Test
  void a_sampler_that_gives_what_was_not_asked_for_is_found_out() {
    Sampler twice =
        (draws, settings, onSolution) ->
            source.draw(List.of(draws.get(0), draws.get(0)), settings, onSolution);
    assertThatIllegalStateException()
        .isThrownBy(() -> new ResumableSampler(twice, file, origin).sample(prompts(1), SETTINGS))
        .withMessage("the sampler gave sample 0 of problem p0, which it wasn't asked for (now)");
    assertThat(sampler().sample(prompts(2), SETTINGS)).isEqualTo(whole());
  }

  @Test
  void a_file_that_is_being_written_is_refused_and_free_after_a_failure() {
    Sampler nested = (draws, settings, onSolution) -> sampler().draw(draws, settings, onSolution);
    assertThatIllegalStateException()
        .isThrownBy(() -> new ResumableSampler(nested, file, origin).sample(prompts(1), SETTINGS))
        .withMessageStartingWith(file + " is being written by this very process ");
    try (FileClaim claim = FileClaim.take(file)) {
      assertThat(claim).isNotNull();
      assertThatIllegalStateException().isThrownBy(() -> ResumableSampler.rewrite(file, List.of()));
    }
    assertThat(sampler().sample(prompts(2), SETTINGS)).isEqualTo(whole());
  }

  @Test
  void an_interrupt_loses_no_solution() throws IOException {
    Sampler interrupted =
        (draws, settings, onSolution) -> {
          Thread.currentThread().interrupt();
          return source.draw(draws.subList(0, 2), settings, onSolution);
        };
    new ResumableSampler(interrupted, file, origin).sample(prompts(2), SETTINGS);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Files.readAllLines(file)).hasSize(2);
    assertThat(sampler().sample(prompts(2), SETTINGS)).isEqualTo(whole());
    assertThat(source.drawn()).isEqualTo(4);
  }

  @Test
  void other_lines_of_the_same_solutions_may_take_its_place() throws IOException {
    sampler().sample(prompts(2), SETTINGS);
    List<JsonObject> lines =
        JsonLines.read(file, line -> line, JsonLines.OnBadLine.refuse()).subList(1, 4);
    lines.forEach(line -> line.addProperty("correct", true));
    ResumableSampler.rewrite(file, lines.stream().map(JsonObject::deepCopy).toList());
    assertThat(Files.readAllLines(file)).hasSize(4).allMatch(LineChecksum::isOn);
    // what was drawn besides follows
    List<JsonObject> now = JsonLines.read(file, line -> line, JsonLines.OnBadLine.refuse());
    assertThat(now.subList(0, 3)).isEqualTo(lines);
    assertThat(SampleLine.solution(now.get(3))).isEqualTo(whole().get(0));
    assertThat(sampler().sample(prompts(2), SETTINGS)).isEqualTo(whole());
    assertThat(source.drawn()).isEqualTo(4);
  }

  @Test
  void nothing_is_left_once_it_is_deleted() throws IOException {
    sampler().sample(prompts(1), SETTINGS);
    ResumableSampler.delete(file);
    assertThat(temp).isEmptyDirectory();
    ResumableSampler.delete(file);
  }

  @Test
  void a_folder_that_cannot_be_written_is_one_sentence() throws IOException {
    Path inside = Files.createFile(temp.resolve("file")).resolve("samples.jsonl");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> new ResumableSampler(source, inside, origin).sample(prompts(1), SETTINGS))
        .withMessageStartingWith("cannot lock " + inside + ".lock, so that nothing is written to ");
    assertThat(source.drawn()).isZero();
  }

  @Test
  void half_a_last_line_is_told_of() throws IOException {
    sampler().sample(prompts(2), SETTINGS);
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 2));
    new ResumableSampler(source, file, origin, false, notes::add).sample(prompts(2), SETTINGS);
    assertThat(notes)
        .singleElement()
        .asString()
        .startsWith(file + ": the last line was cut off after ")
        .endsWith(" bytes; its solution is drawn again");
  }
}
