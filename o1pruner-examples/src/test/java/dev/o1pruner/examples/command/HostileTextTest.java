package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of files, models and servers that a terminal would obey. */
class HostileTextTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "'\u001b]0;title\u0007', '\uFFFD]0;title\uFFFD'",
    "'\u009b2J', '\uFFFD2J'",
    "'right\rwrong', 'right\uFFFDwrong'",
    "'a\u007f\b', 'a\uFFFD\uFFFD'",
  })
  void controls_are_replaced(String text, String shown) {
    assertThat(Texts.harmless(text)).isEqualTo(shown);
  }

  @Test
  void lines_and_tabs_and_other_languages_stay() {
    String text = "a\tb\nc\r\nd é ∑ 漢 😀";
    assertThat(Texts.harmless(text)).isEqualTo(text);
  }

  @Test
  void an_id_that_would_clear_the_screen_is_named_without_doing_so() throws IOException {
    String line = "{\"id\":\"\\u001b[2J\",\"problem\":\"w1\",\"answer\":\"1\"}";
    Path problems = TestModels.lines(folder.resolve("problems.jsonl"), line, line);
    Path out = folder.resolve("out");
    Launch.of("sample", "--model", "m", "--problems", problems, "--out", out)
        .refuses(":2: id \uFFFD[2J was used before");
    assertThat(Launch.of("overlap", problems, problems, "--skip-bad-lines").err())
        .doesNotContain("\u001b");
  }
}
