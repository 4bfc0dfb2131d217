package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison at its smallest: 4 problems, 2 samples, 4 held-out problems. */
class CompareCommandTest {

  @TempDir Path directory;

  private Launch compare(Object... more) {
    Object[] args = {"compare", "--problems", 4, "--k", 2, "--held-out", 4, "--out", directory};
    Object[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return Launch.of(all);
  }

  @Test
  void people_see_the_tables_and_report_makes_them_again() throws IOException {
    Launch first = compare().succeeds();

    assertThat(first.out())
        .contains("| baseline ", "| fast-prompt ", "| SFT ", "| DPO ", "| O1-Pruner ")
        .contains("never taught to follow instructions")
        .contains("with plots: " + directory.resolve("report.html"));
    assertThat(first.err())
        .contains("seed 1: sample: 8 of 8 solutions", "SFT, seed 1: train")
        .contains("O1-Pruner, seed 1: arithmetic, T=1: 16 of 16 solutions");

    String page = Files.readString(directory.resolve("report.html"));
    Files.delete(directory.resolve("report.html"));
    Launch again = Launch.of("report", directory).succeeds();
    assertThat(again.out()).isEqualTo(first.out());
    assertThat(Files.readString(directory.resolve("report.html"))).isEqualTo(page);
  }

  @Test
  void a_model_of_ones_own_solves_its_benchmarks_and_must_be_right_sometimes() throws IOException {
    // random weights never write these answers: the baseline is evaluated, SFT has no example
    Path train =
        TestModels.lines(
            directory.resolve("train.jsonl"),
            "{\"id\": \"t1\", \"problem\": \"w1 w2\", \"answer\": \"no\"}",
            "{\"id\": \"t2\", \"problem\": \"w3 w4\", \"answer\": \"no\"}");
    Path test =
        TestModels.lines(
            directory.resolve("test.jsonl"),
            "{\"id\": \"e1\", \"problem\": \"w5 w6\", \"answer\": \"no\"}");
    Launch launch =
        Launch.of(
            "compare",
            "--model",
            TestModels.tiny(),
            "--train",
            train,
            "--benchmark",
            "mine=" + test,
            "--k",
            2,
            "--max-tokens",
            8,
            "--out",
            directory.resolve("run"));
    assertThat(launch.code()).isEqualTo(2);
    assertThat(launch.err()).contains("none of 4 solutions is correct");
    Path cell = directory.resolve("run/cells/baseline/seed-1");
    assertThat(Files.readAllLines(cell.resolve("mine.greedy.jsonl"))).hasSize(1);
    assertThat(Files.readAllLines(cell.resolve("mine.T=1.jsonl"))).hasSize(4);
  }

  @Test
  void programs_get_lines_and_nothing_else() {
    List<JsonObject> lines = compare("--json").succeeds().json();

    // 7 methods by 2 decodings, each overall and at 4 levels; then where it is
    assertThat(lines).hasSize(7 * 2 * (1 + 4) + 1);
    assertThat(lines.get(0).keySet())
        .contains("method", "benchmark", "decoding", "level", "accuracy", "tokens", "aes");
    assertThat(lines.get(70).get("directory").getAsString()).isEqualTo(directory.toString());
  }

  @Test
  void incomplete_command_lines_are_refused() {
    Launch.of("compare", "--train", "x.jsonl").refuses("--train and --benchmark go with --model");
    Launch.of("compare", "--model", TestModels.tiny()).refuses("--model needs --train FILE");
    Launch.of("compare", "--k", 1).refuses("--k must be at least 2");
    Launch.of("report", directory).refuses("experiment.json does not exist");
  }
}
