package dev.o1pruner.model.chat;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model's chat template: turns messages into the text that the model was trained to continue.
 *
 * <p>It renders what {@code apply_chat_template} of Hugging Face transformers renders: Jinja with
 * {@code trim_blocks} and {@code lstrip_blocks}, break and continue, transformers' {@code tojson},
 * {@code raise_exception}, {@code strftime_now} and generation blocks. What of Jinja is not
 * supported ends in an error that quotes it. Templates come with models from anywhere, so they are
 * not trusted: they reach nothing but their variables, and one that would not end, or would fill
 * the memory, ends in an error.
 *
 * <p>Immutable; may render in many threads at once.
 */
public final class ChatTemplate {

  /** Longest source in characters; the longest known template has a fifth of it. */
  public static final int MAX_LENGTH = 1 << 18;

  private final ForLoop.Body root;
  private final Map<String, Object> specialTokens;
  private final Clock clock;

  private ChatTemplate(ForLoop.Body root, Map<String, Object> specialTokens, Clock clock) {
    this.root = root;
    this.specialTokens = specialTokens;
    this.clock = clock;
  }

  /**
   * Parses the source of a template, which then knows no special tokens.
   *
   * @throws ChatTemplateException if it is not a template or uses what isn't supported
   */
  public static ChatTemplate parse(String source) {
    checkArgument(
        source.length() <= MAX_LENGTH,
        "a chat template of %s characters is too long: at most %s are read",
        source.length(),
        MAX_LENGTH);
    try {
      ForLoop.Body root = StatementParser.parse(TemplateLexer.lex(source));
      return new ChatTemplate(root, Map.of(), Clock.system(ZoneId.systemDefault()));
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
  }

  /**
   * The template of a model, with the model's special tokens as variables.
   *
   * <p>A {@code chat_template.jinja} beside the file comes before the field {@code chat_template}
   * in it, which is a text or a list of named texts of which the one named "default" is taken.
   *
   * @param tokenizerConfigJson the model's {@code tokenizer_config.json}; may be missing where
   *     there is a {@code chat_template.jinja}
   * @return null if the model has no template
   * @throws IllegalArgumentException if the file is missing or malformed, naming it
   */
  public static @Nullable ChatTemplate ofTokenizerConfig(Path tokenizerConfigJson) {
    TokenizerConfig config = TokenizerConfig.read(tokenizerConfigJson);
    String source = config.chatTemplate();
    return source == null ? null : parse(source).withSpecialTokens(config.specialTokens());
  }

  /** The same template with these variables in every rendering, such as {@code bos_token}. */
  public ChatTemplate withSpecialTokens(Map<String, ?> tokens) {
    return new ChatTemplate(root, Collections.unmodifiableMap(new LinkedHashMap<>(tokens)), clock);
  }

  /** The same template with another clock for {@code strftime_now}; the system's by default. */
  public ChatTemplate withClock(Clock otherClock) {
    return new ChatTemplate(root, specialTokens, otherClock);
  }

  /** The special tokens that renderings know, by variable name. */
  public Map<String, Object> specialTokens() {
    return specialTokens;
  }

  /**
   * The prompt for a conversation. The template also sees {@code tools} and {@code documents},
   * which are None unless the variables give them.
   *
   * @param messages in order
   * @param addGenerationPrompt whether the prompt ends where the model's answer begins
   * @param variables what else the template knows, such as {@code enable_thinking}: text, numbers,
   *     booleans, null, and lists and maps of these
   * @throws ChatTemplateException if the template fails on these messages or refuses them
   */
  public String render(
      List<ChatMessage> messages,
      boolean addGenerationPrompt,
      Map<String, ? extends @Nullable Object> variables) {
    checkArgument(
        !variables.containsKey("messages") && !variables.containsKey("add_generation_prompt"),
        "messages and add_generation_prompt are arguments of their own, but were also variables");
    Map<String, @Nullable Object> all = new HashMap<>();
    all.put("tools", null);
    all.put("documents", null);
    all.putAll(variables);
    all.put("messages", messages);
    all.put("add_generation_prompt", addGenerationPrompt);
    return render(all);
  }

  /**
   * The template with these variables and the special tokens, and no others.
   *
   * @throws ChatTemplateException if the template fails on them or refuses them
   */
  public String render(Map<String, ? extends @Nullable Object> variables) {
    Fuel fuel = new Fuel();
    StringBuilder text = new StringBuilder();
    try {
      Map<String, Object> values = new HashMap<>();
      specialTokens.forEach((name, value) -> values.put(name, Values.of(value, fuel)));
      variables.forEach((name, value) -> values.put(name, Values.of(value, fuel)));
      Scope outside = Scope.of(values, Globals.of(clock), fuel);
      Statement.runAll(root.statements(), outside.inner(root.names()), text);
      return text.toString();
    } catch (StackOverflowError e) {
      throw tooDeep(); // values nested in values; what the template nests is counted before
    }
  }

  private static ChatTemplateException tooDeep() {
    return ChatTemplateException.of("the chat template or its variables are nested too deeply");
  }
}
