package dev.o1pruner.examples.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.o1pruner.examples.Main;
import dev.o1pruner.run.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/**
 * One run of the launcher in this process.
 *
 * @param code its exit code
 * @param out standard output
 * @param err standard error
 */
record Launch(int code, String out, String err) {

  /** Runs a command line, each part by its own text. */
  static Launch of(Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            Arrays.stream(args).map(Object::toString).toArray(String[]::new),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    return new Launch(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** It went well. */
  Launch succeeds() {
    assertThat(code).as(err).isZero();
    return this;
  }

  /** It refused its input with one sentence that holds these parts, and printed nothing else. */
  void refuses(Object... parts) {
    assertThat(code).as(err).isEqualTo(2);
    assertThat(out).isEmpty();
    assertThat(err.lines()).hasSize(1);
    assertThat(err).startsWith("o1pruner").doesNotContain("Exception", "\tat ");
    for (Object part : parts) {
      assertThat(err).contains(part.toString());
    }
  }

  /** Standard output, each line of which is a JSON object. */
  List<JsonObject> json() {
    return out.lines().map(Json::parseObject).toList();
  }
}
