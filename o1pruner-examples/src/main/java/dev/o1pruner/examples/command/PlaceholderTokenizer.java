package dev.o1pruner.examples.command;

import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;

/** A tokenizer.json for models that have none: token i is the word {@code wi}. */
public final class PlaceholderTokenizer {

  private PlaceholderTokenizer() {}

  /** The file's text, for a vocabulary of so many words. */
  public static String json(int words) {
    JsonObject vocabulary = new JsonObject();
    for (int i = 0; i < words; i++) {
      vocabulary.addProperty("w" + i, i);
    }
    JsonObject model = new JsonObject();
    model.addProperty("type", "WordLevel");
    model.add("vocab", vocabulary);
    model.addProperty("unk_token", "w0");
    JsonObject tokenizer = Json.parseObject("{\"version\":\"1.0\",\"added_tokens\":[]}");
    tokenizer.add("pre_tokenizer", Json.parseObject("{\"type\":\"WhitespaceSplit\"}"));
    tokenizer.add("model", model);
    return Json.gson().toJson(tokenizer);
  }
}
