package dev.o1pruner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @TempDir Path temp;

  @Test
  void numbers_keep_their_digits() {
    String text = "{\"a\":1.0,\"b\":1e-06,\"c\":0.1000,\"d\":9007199254740993,\"e\":null}";

    assertThat(Json.gson().toJson(Json.parseObject(text))).isEqualTo(text);
  }

  @Test
  void html_is_not_escaped() {
    assertThat(Json.gson().toJson(Json.parseObject("{\"a\":\"<b> & 'c'\"}")))
        .isEqualTo("{\"a\":\"<b> & 'c'\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "[]",
        "\"text\"",
        "{",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{} {}",
        "{} x",
        "{\"a\":\"tab\there\"}",
      })
  void anything_but_one_strict_object_is_refused(String text) {
    assertThatExceptionOfType(JsonParseException.class).isThrownBy(() -> Json.parseObject(text));
  }

  @Test
  void a_hundred_thousand_brackets_are_refused_rather_than_overflowing_the_stack() {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    assertThatExceptionOfType(JsonParseException.class).isThrownBy(() -> Json.parseObject(deep));
  }

  @Test
  void a_file_is_named_when_it_is_no_object() throws IOException {
    Path file = Files.writeString(temp.resolve("x.json"), "[]");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.readObject(file))
        .withMessageStartingWith(file + " is not a JSON object: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.readObject(temp.resolve("none.json")))
        .withMessageContaining("none.json does not exist");
  }

  @Test
  void a_file_that_is_not_utf8_is_refused() throws IOException {
    Path file = Files.write(temp.resolve("x.json"), new byte[] {'{', '"', (byte) 0xFF, '"', '}'});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.readObject(file))
        .withMessageContaining("x.json");
  }

  @Test
  void pretty_text_is_the_same_object() {
    JsonObject object = Json.parseObject("{\"a\":[1.50,{\"b\":null}]}");

    assertThat(Json.pretty(object)).contains("\n");
    assertThat(Json.parseObject(Json.pretty(object))).isEqualTo(object);
  }
}
