package dev.o1pruner.model.chat;

import static dev.o1pruner.model.chat.ChatMessage.assistant;
import static dev.o1pruner.model.chat.ChatMessage.system;
import static dev.o1pruner.model.chat.ChatMessage.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {

  private static final ChatTemplate CHATML =
      ChatTemplate.parse(
          """
          {% for message in messages %}
          {{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' }}
          {% endfor %}
          {% if add_generation_prompt %}
          <|im_start|>assistant
          {% endif %}
          """);

  @Test
  void a_conversation_becomes_a_prompt_that_ends_where_the_answer_begins() {
    String prompt = CHATML.render(List.of(system("Be brief."), user("2+2?")), true, Map.of());

    assertThat(prompt)
        .isEqualTo(
            """
            <|im_start|>system
            Be brief.<|im_end|>
            <|im_start|>user
            2+2?<|im_end|>
            <|im_start|>assistant
            """);
  }

  @Test
  void without_a_generation_prompt_it_ends_with_the_last_message() {
    assertThat(CHATML.render(List.of(assistant("4")), false, Map.of()))
        .isEqualTo("<|im_start|>assistant\n4<|im_end|>\n");
  }

  @Test
  void what_a_message_says_is_never_read_as_template() {
    Random random = new Random(17);
    String alphabet = "ab {}%#-+'\"\\\n\r\t<|&>é\u00a0\u2028\ud83d\ude00[]().~";
    int[] characters = alphabet.codePoints().toArray();
    for (int i = 0; i < 2000; i++) {
      StringBuilder content = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        content.appendCodePoint(characters[random.nextInt(characters.length)]);
      }
      assertThat(CHATML.render(List.of(user(content.toString())), false, Map.of()))
          .isEqualTo("<|im_start|>user\n" + content + "<|im_end|>\n");
    }
  }

  @Test
  void text_without_tags_renders_as_itself_but_for_its_line_feeds() {
    Random random = new Random(18);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append("a }%#-\n".charAt(random.nextInt(7))); // no {, so no tag
      }
      // A file ends with a line feed that is not the prompt's.
      String expected = text.toString().replaceFirst("\n\\z", "");
      assertThat(ChatTemplate.parse(text.toString()).render(Map.of())).isEqualTo(expected);
    }
  }

  @Test
  void tools_and_documents_are_none_unless_they_are_given() {
    ChatTemplate template = ChatTemplate.parse("{{ tools }} {{ documents is none }} {{ other }}|");

    assertThat(template.render(List.of(), false, Map.of())).isEqualTo("None True |");
    assertThat(template.render(List.of(), false, Map.of("tools", List.of("t"))))
        .isEqualTo("['t'] True |");
    assertThat(template.render(Map.of())).isEqualTo(" False |");
  }

  @Test
  void variables_are_python_values() {
    ChatTemplate template = ChatTemplate.parse("{{ x }}");

    assertThat(render(template, 3)).isEqualTo("3");
    assertThat(render(template, 3.0f)).isEqualTo("3.0");
    assertThat(render(template, new BigDecimal("0.50"))).isEqualTo("0.5");
    assertThat(render(template, true)).isEqualTo("True");
    assertThat(render(template, 'c')).isEqualTo("c");
    assertThat(render(template, Map.of("k", Arrays.asList(1L, null))))
        .isEqualTo("{'k': [1, None]}");
    assertThat(render(template, user("hi"))).isEqualTo("{'role': 'user', 'content': 'hi'}");
    assertThat(template.render(Collections.singletonMap("x", null))).isEqualTo("None");
  }

  private static String render(ChatTemplate template, Object x) {
    return template.render(Map.of("x", x));
  }

  @Test
  void an_object_of_another_class_is_refused_by_its_name() {
    assertThatThrownBy(() -> render(CHATML, new Random(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a template variable holds a java.util.Random: "
                + "make it text, a number, a boolean, a list or a map");
  }

  @Test
  void messages_are_given_once() {
    assertThatThrownBy(() -> CHATML.render(List.of(), false, Map.of("messages", List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("messages and add_generation_prompt are arguments of their own");
  }

  @Test
  void a_variable_of_the_caller_comes_before_a_special_token() {
    ChatTemplate template =
        ChatTemplate.parse("{{ bos_token }}{{ eos_token }}")
            .withSpecialTokens(Map.of("bos_token", "<s>", "eos_token", "</s>"));

    assertThat(template.render(Map.of())).isEqualTo("<s></s>");
    assertThat(template.render(List.of(), false, Map.of("bos_token", ""))).isEqualTo("</s>");
  }

  @Test
  void the_clock_tells_the_date_in_its_own_zone() {
    Instant instant = Instant.parse("2024-12-31T23:30:00Z"); // the year is over in Berlin
    ChatTemplate template = ChatTemplate.parse("{{ strftime_now('%d %b %Y') }}");

    assertThat(template.withClock(Clock.fixed(instant, ZoneId.of("UTC"))).render(Map.of()))
        .isEqualTo("31 Dec 2024");
    assertThat(
            template.withClock(Clock.fixed(instant, ZoneId.of("Europe/Berlin"))).render(Map.of()))
        .isEqualTo("01 Jan 2025");
  }

  @Test
  void errors_tell_the_line_and_what_is_wrong() {
    assertError("a\n{{ b.c }}", 2, "'b' is undefined");
    assertError("{% if true %}\n\n{{ messages | frobnicate }}{% endif %}", 3, "'frobnicate'");
    assertError("\n{% include 'x' %}", 2, "tag {% include %} is unknown or not supported");
    assertError("\n\n{{ 'a' + 1 }}", 3, "unsupported operand types for +: 'str' and 'int'");
    assertError("{% macro f(x) %}\n{{ x.y.z }}\n{% endmacro %}\n{{ f({}) }}", 2, "attribute 'y'");
    assertError("{{ raise_exception('No system role') }}", 1, "refuses its input: No system role");
    assertError("{% if x %}\n", 1, "the template ends where");
    assertError("{{ 'abc'.zfill(5) }}", 1, "method zfill of text is not supported");
    assertError("{{ cycler(1) }}", 1, "Jinja's 'cycler' is not supported");
    assertError("{{ [1] | map('upper') }}", 1, "a Generator can't be printed; a list can");
  }

  private static void assertError(String template, int line, String problem) {
    assertThatThrownBy(() -> ChatTemplate.parse(template).render(Map.of()))
        .isInstanceOfSatisfying(
            ChatTemplateException.class, e -> assertThat(e.line()).isEqualTo(line))
        .hasMessageStartingWith("chat template, line " + line + ": ")
        .hasMessageContaining(problem);
  }

  @Test
  void a_failing_line_that_is_not_reached_does_no_harm() {
    assertThat(ChatTemplate.parse("{% if x %}{{ y | frobnicate }}{% endif %}ok").render(Map.of()))
        .isEqualTo("ok");
  }

  @Test
  void a_template_of_a_megabyte_is_no_template() {
    assertThatThrownBy(() -> ChatTemplate.parse("x".repeat(1 << 20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a chat template of 1048576 characters is too long: at most 262144 are read");
  }

  @Test
  void a_long_conversation_is_within_the_limits() {
    // 400 turns of 10,000 characters: 4 million characters, about a million tokens.
    List<ChatMessage> turns = Collections.nCopies(400, user("0123456789".repeat(1000)));

    assertThat(CHATML.render(turns, true, Map.of())).hasSizeGreaterThan(4_000_000);
  }

  @Test
  void a_message_needs_a_role() {
    assertThatThrownBy(() -> new ChatMessage(" ", "hi"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a message needs a role");
  }
}
