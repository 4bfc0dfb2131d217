package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher around its commands. */
class LaunchCommandTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prune",
        "rounds",
        "replay",
        "pretrain",
        "random",
        "generate",
        "score",
        "sample",
        "grade",
        "weigh",
        "evaluate",
        "serve"
      })
  void each_command_explains_itself(String command) {
    Launch help = Launch.of(command, "--help").succeeds();
    assertThat(help.out()).contains("Usage: o1pruner " + command, "--json").doesNotContain("%%");
    assertThat(Launch.of("--help").succeeds().out()).contains("  " + command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generate",
        "score",
        "sample",
        "grade",
        "weigh",
        "evaluate",
        "random",
        "rounds",
        "serve"
      })
  void a_missing_option_is_named(String command) {
    Launch.of(command).refuses("o1pruner " + command + ": Missing required option");
    Launch.of(command, "--colour").refuses("o1pruner " + command + ": ", "--help");
  }

  @Test
  void without_a_command_it_says_which_there_are() {
    Launch launch = Launch.of();
    assertThat(launch.code()).isEqualTo(2);
    assertThat(launch.out()).isEmpty();
    assertThat(launch.err()).contains("generate", "weigh");
    Launch.of("prume").refuses("prume", "the commands are", "prune");
  }

  @Test
  void a_stack_trace_is_shown_on_request_only() {
    Launch quiet = Launch.of("grade", "--cases", "gone");
    quiet.refuses("file gone does not exist");
    Launch traced = Launch.of("grade", "--cases", "gone", "--stacktrace");
    assertThat(traced.code()).isEqualTo(2);
    assertThat(traced.err()).startsWith(quiet.err()).contains("\tat ");
  }
}
