package dev.o1pruner.model;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.o1pruner.run.Json;

/** Small config.json contents. */
final class Configs {

  private Configs() {}

  /** The fields that must be there, and no others. */
  static JsonObject of(Architecture architecture) {
    return of(architecture.className());
  }

  static JsonObject of(String className) {
    return Json.parseObject(
        """
        {"architectures":["%s"],"vocab_size":40,"hidden_size":16,"intermediate_size":32,
         "num_hidden_layers":2,"num_attention_heads":4,"num_key_value_heads":2,
         "max_position_embeddings":128}
        """
            .formatted(className));
  }

  /** The same with one more field. */
  static JsonObject with(Architecture architecture, String field, String value) {
    JsonObject json = of(architecture);
    json.add(field, JsonParser.parseString(value));
    return json;
  }
}
