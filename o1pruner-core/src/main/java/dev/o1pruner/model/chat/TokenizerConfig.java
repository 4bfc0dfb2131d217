package dev.o1pruner.model.chat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tokenizer_config.json says about chat.
 *
 * @param chatTemplate the template's source, or null if there is none
 * @param specialTokens by the name that templates use
 */
record TokenizerConfig(@Nullable String chatTemplate, Map<String, Object> specialTokens) {

  private static final String TEMPLATE_FIELD = "chat_template";
  private static final String TEMPLATE_FILE = "chat_template.jinja";
  private static final List<String> TOKENS =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");
  private static final String MORE_TOKENS = "additional_special_tokens";
  private static final String NAMED_TOKENS = "extra_special_tokens";

  static TokenizerConfig read(Path file) {
    Path beside = file.resolveSibling(TEMPLATE_FILE);
    boolean templateOnly = Files.exists(beside) && !Files.exists(file);
    JsonObject config = templateOnly ? new JsonObject() : Json.readObject(file);
    try {
      String template =
          Files.exists(beside) ? Files.readString(beside) : template(config.get(TEMPLATE_FIELD));
      return new TokenizerConfig(template, specialTokens(config));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + beside + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable String template(@Nullable JsonElement field) {
    if (field == null || field.isJsonNull()) {
      return null;
    } else if (isText(field)) {
      return field.getAsString();
    } else if (field instanceof JsonArray list) {
      return named("default", list);
    }
    throw new IllegalArgumentException(
        "field \"chat_template\" must be text or a list of named templates but was " + field);
  }

  private static String named(String wanted, JsonArray templates) {
    List<String> names = new ArrayList<>();
    for (JsonElement element : templates) {
      if (!(element instanceof JsonObject entry)
          || !isText(entry.get("name"))
          || !isText(entry.get("template"))) {
        throw new IllegalArgumentException(
            "field \"chat_template\" must list objects of name and template but has " + element);
      }
      String name = entry.get("name").getAsString();
      if (name.equals(wanted)) {
        return entry.get("template").getAsString();
      }
      names.add(name);
    }
    throw new IllegalArgumentException(
        "field \"chat_template\" has no template named %s, only %s".formatted(wanted, names));
  }

  /** As transformers' special_tokens_map: a token that is null or empty is no variable at all. */
  private static Map<String, Object> specialTokens(JsonObject config) {
    Map<String, Object> tokens = new LinkedHashMap<>();
    for (String name : TOKENS) {
      put(tokens, name, config.get(name));
    }
    if (config.get(MORE_TOKENS) instanceof JsonArray list && !list.isEmpty()) {
      List<String> more = new ArrayList<>();
      list.forEach(element -> more.add(content(MORE_TOKENS, element)));
      tokens.put(MORE_TOKENS, List.copyOf(more));
    }
    if (config.get(NAMED_TOKENS) instanceof JsonObject named) {
      named.asMap().forEach((name, element) -> put(tokens, name, element));
    }
    return tokens;
  }

  private static void put(Map<String, Object> tokens, String name, @Nullable JsonElement element) {
    if (element != null && !element.isJsonNull()) {
      String content = content(name, element);
      if (!content.isEmpty()) {
        tokens.put(name, content);
      }
    }
  }

  /** A token is written as text or as an object with its text in {@code content}. */
  private static String content(String name, JsonElement element) {
    JsonElement content = element instanceof JsonObject object ? object.get("content") : element;
    if (!isText(content)) {
      throw new IllegalArgumentException(
          "field \"%s\" must be text or an object with a content but was %s"
              .formatted(name, element));
    }
    return content.getAsString();
  }

  private static boolean isText(@Nullable JsonElement element) {
    return element instanceof JsonPrimitive primitive && primitive.isString();
  }
}
