package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.o1pruner.examples.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlapCommandTest {

  @TempDir Path temp;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        temp.resolve("train.jsonl"),
        """
        {"question":"What is 1 + 1?","answer":"So. #### 2"}
        {"question":"What is 1 + 2?","answer":"So. #### 3"}
        """);
    Files.writeString(
        temp.resolve("test.json"), "[{\"prompt\":\"what is 1+2\",\"gold\":3,\"n\":7}]");
    Files.writeString(temp.resolve("own.jsonl"), "{\"problem\":\"x\",\"answer\":\"2\"}");
  }

  private int run(String train, String test, String... more) {
    String[] args = new String[3 + more.length];
    args[0] = "overlap";
    args[1] = temp.resolve(train).toString();
    args[2] = temp.resolve(test).toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return Main.run(
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void pairs_are_printed_as_json() {
    assertThat(run("train.jsonl", "train.jsonl", "--json")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("{\"training\":2,\"evaluation\":2,\"overlapping\":2,\"same\":2}")
        .contains(
            "{\"trainingId\":\"train-1\",\"evaluationId\":\"train-1\",\"kind\":\"same\",\"share\":1.0}");
  }

  @Test
  void sets_without_overlap_are_said_to_have_none() {
    assertThat(run("train.jsonl", "own.jsonl")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo(
            "0 of 1 evaluation problems are among the 2 training problems, 0 of them word for word");
  }

  @Test
  void fields_can_be_named() {
    assertThat(run("test.json", "test.json", "--fields", "problem=prompt,answer=gold,id=n"))
        .isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("1 of 1")
        .containsPattern("7 +7 +same");
  }

  @Test
  void an_unknown_format_is_bad_input() {
    assertThat(run("train.jsonl", "test.json")).isEqualTo(2);
    assertThat(run("train.jsonl", "own.jsonl", "--format", "csv")).isEqualTo(2);
    assertThat(run("train.jsonl", "own.jsonl", "--format", "gsm8k", "--fields", "a")).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("fields [prompt, gold, n] are not those of")
        .contains("there is no problem format 'csv', only math-500, o1pruner")
        .contains("can't be given together");
  }
}
