package dev.o1pruner.model.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.Resources;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Python's Jinja made of the templates of make_cases.py, which lies beside its output. */
class JinjaConformanceTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-02-03T04:05:06Z"), ZoneOffset.UTC);

  @TestFactory
  Stream<DynamicTest> renders_and_fails_as_jinja_does() throws IOException {
    JsonObject file =
        Json.parseObject(
            Resources.toString(
                Resources.getResource(JinjaConformanceTest.class, "cases.json"), UTF_8));
    JsonObject templates = file.getAsJsonObject("templates");
    return StreamSupport.stream(file.getAsJsonArray("cases").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .map(
            testCase -> {
              String template = testCase.get("template").getAsString();
              boolean ownVariables = testCase.has("variables");
              String source = ownVariables ? templates.get(template).getAsString() : template;
              Map<String, Object> variables =
                  variables((ownVariables ? testCase : file).getAsJsonObject("variables"));
              return DynamicTest.dynamicTest(
                  testCase.get("name").getAsString(), () -> check(testCase, source, variables));
            });
  }

  private static void check(JsonObject testCase, String source, Map<String, Object> variables) {
    if (testCase.has("rendered")) {
      assertThat(render(source, variables)).isEqualTo(testCase.get("rendered").getAsString());
      return;
    }
    String error = testCase.get("error").getAsString();
    String message = error.substring(error.indexOf(": ") + 2);
    assertThatThrownBy(() -> render(source, variables))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageStartingWith("chat template, line ")
        // Where the template or an undefined value speaks, its words matter.
        .hasMessageContaining(error.matches("(TemplateError|UndefinedError): .*") ? message : "");
  }

  private static String render(String source, Map<String, Object> variables) {
    return ChatTemplate.parse(source).withClock(CLOCK).render(variables);
  }

  private static Map<String, Object> variables(JsonObject json) {
    return Json.gson().fromJson(json, new TypeToken<Map<String, Object>>() {}.getType());
  }
}
