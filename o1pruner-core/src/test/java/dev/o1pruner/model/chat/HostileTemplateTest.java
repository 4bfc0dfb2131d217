package dev.o1pruner.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A template from a stranger must end: with an error, soon, and in little memory. */
class HostileTemplateTest {

  /** Ample for a busy machine; on an idle one each takes a second or two. */
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final String NAMESPACE = "{% set ns = namespace(x='x', l=[], t=(1,), n=3) %}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f(a=f()) %}{% endmacro %}{{ f() }}",
        "{% macro f(n) %}{% if n %}{{ f(n) ~ f(n) }}{% endif %}{% endmacro %}{{ f(1) }}",
        "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{{ caller }}{% endmacro %}{{ f() }}",
      })
  void recursion_without_end(String template) {
    assertFails(template);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{{ a }}{% endfor %}{% endfor %}",
        "{% for a in range(99999) if a < 0 or range(99999)|sum < 0 %}{% endfor %}",
        "{{ range(99999)|map('string')|map('length')|list * 99999 }}",
        "{% for a in range(99999) %}{{ range(99999)|max }}{% endfor %}",
        "{% for a in range(99999) %}{{ ([5e-324] * 9999)|max }}{{ [5e-324] * 9999 }}{% endfor %}",
        "{% for a in range(99999) %}{% if range(99999)|list|sort %}{% endif %}{% endfor %}",
        "{% for a in range(99999) %}{% if -1 in range(99999) %}{% endif %}{% endfor %}",
      })
  void loops_without_end(String template) {
    assertFails(template);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ 'a' * 2000000000 }}",
        "{{ [0] * 2000000000 }}",
        "{{ (('a' * 50000)|list)|join('b' * 50000) }}",
        "{{ ('a' * 50000).replace('a', 'b' * 50000) }}",
        "{{ ('a' * 50000).replace('', 'b' * 50000) }}",
        "{{ ('a\n' * 50000)|indent(50000) }}",
        "{{ [[1] * 50000]|tojson(indent=50000) }}",
        "{{ '<' * 20000000|int }}{{ ('<' * 20000000)|e }}",
        "{{ ('{}' * 50000).format(*(['a' * 50000] * 50000)) }}",
        "{{ ('%s' * 50000) % ((('a' * 50000),) * 50000) }}",
        "{{ ['a' * 50000] * 50000 }}",
        "{{ 9 ** (9 ** 9) }}",
        "{{ 9 ** 99999999 }}",
        "{{ 2.0 ** 99999 }}",
      })
  void values_without_bound(String template) {
    assertFails(template);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% set ns.x = ns.x + ns.x %}",
        "{% set ns.x = ns.x ~ ns.x %}",
        "{% set ns.l = ns.l + [a] + ns.l %}",
        "{% set ns.l = [ns.l, ns.l] %}{% if ns.l == 1 or ns.l|string == '' %}{% endif %}",
        "{% set ns.t = (ns.t, ns.t) %}{% set d = {ns.t: 1} %}",
        "{% set ns.t = (ns.t, ns.t) %}{% if ns.t == (ns.t[0], [ns.t[1]][0]) %}{% endif %}",
        "{% set ns.n = ns.n * ns.n %}",
        "{% set ns.n = ns.n ** 3 %}",
        "{% set ns.x = ns.x.replace('x', 'xx') %}",
        "{% set ns.x %}{{ ns.x }}{{ ns.x }}{% endset %}",
        "{% set ns.x = ns.x|e + '&' * a %}{% set ns.x = ns.x|string %}",
      })
  void growth_without_end(String step) {
    assertFails(NAMESPACE + "{% for a in range(99999) %}" + step + "{% endfor %}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{{ ns.l }}", "{{ ns.l|tojson }}", "{{ ns.l == ns.m }}", "{{ ns.l < ns.m }}"})
  void values_nested_too_deep_for_the_stack(String use) {
    assertFails(
        NAMESPACE
            + "{% set ns.m = [] %}{% for a in range(90000) %}"
            + "{% set ns.l = [ns.l] %}{% set ns.m = [ns.m] %}{% endfor %}"
            + use);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text.find(needle)",
        "needle in text",
        "text.replace(needle, '')",
        "text.split(needle)",
        "text.rsplit(needle, 1)",
        "text.count(needle)",
        "text.strip(needle)",
      })
  void searches_that_take_quadratic_time_elsewhere(String search) {
    // A plain search compares 5,000 characters at each of 4 million places: 2e10 steps each time.
    assertFails(
        "{% set text = 'a' * 4000000 %}{% set needle = 'a' * 5000 + 'b' %}"
            + "{% for a in range(99999) %}{% set found = "
            + search
            + " %}{% endfor %}");
  }

  @ParameterizedTest
  @MethodSource("deepSources")
  void sources_nested_too_deep_for_the_stack(String template) {
    assertFails(template);
  }

  static List<String> deepSources() {
    List<String> sources = new ArrayList<>();
    int times = 20_000;
    for (String open : List.of("(", "[", "{1:", "f(", "not ", "-", "1 if 1 else ", "a[", "a|f(")) {
      sources.add("{{ " + open.repeat(times) + " }}");
      sources.add("{{ " + open.repeat(times) + "1" + close(open).repeat(times) + " }}");
    }
    for (String link : List.of("+1", ".a", "[0]", "()", "|abs", " or 0", " and 1", "**1", "*1")) {
      sources.add("{{ 1" + link.repeat(times) + " }}");
    }
    sources.add("{% if 1 %}".repeat(times));
    sources.add("{% for a in b %}".repeat(times));
    sources.add("{% set a %}".repeat(times));
    sources.add("{% for " + "(".repeat(times));
    sources.add("{{ " + "1_".repeat(times) + "1 }}");
    sources.add("{{ " + "1".repeat(times) + " }}");
    sources.add("{{ '" + "\\".repeat(2 * times + 1) + "' }}");
    return sources;
  }

  private static String close(String open) {
    return switch (open.charAt(open.length() - 1)) {
      case '(' -> ")";
      case '[' -> "]";
      case ':' -> "}";
      default -> "";
    };
  }

  @Test
  void a_namespace_within_itself() {
    assertFails("{% set ns = namespace() %}{% set ns.l = [ns] %}{{ ns.l }}");
  }

  @Test
  void a_small_thread_stack_ends_in_an_error_too() throws InterruptedException {
    List<Throwable> thrown = new ArrayList<>();
    Thread small =
        new Thread(
            null,
            () -> {
              try {
                ChatTemplate.parse("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}")
                    .render(Map.of());
              } catch (Throwable e) {
                thrown.add(e);
              }
            },
            "small",
            1 << 17);
    small.start();
    small.join();
    assertThat(thrown).singleElement().isInstanceOf(ChatTemplateException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__'] }}",
        "{{ messages|attr('__class__') }}",
        "{{ range.__globals__ }}",
        "{{ namespace.__init__ }}",
        "{{ cycler.__init__.__globals__.os.environ }}",
        "{{ '{0.__class__}'.format('x') }}",
        "{{ ''.getClass() }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}{{ os.environ }}",
        "{% extends '/etc/passwd' %}",
      })
  void what_leads_out_of_the_template(String template) {
    assertFails(template);
  }

  private static void assertFails(String template) {
    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(() -> ChatTemplate.parse(template).render(Map.of()))
                .isInstanceOf(IllegalArgumentException.class));
  }
}
