package dev.o1pruner.model;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Bytes;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import dev.o1pruner.model.chat.ChatMessage;
import dev.o1pruner.model.chat.ChatTemplate;
import dev.o1pruner.model.checkpoint.SafetensorsReader;
import dev.o1pruner.problem.ProblemFile;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.LineChecksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A reader of files that may come from strangers, with valid ones to start from. */
enum FuzzTarget {
  PROBLEMS(
      ".json",
      """
      {"id":"a","problem":"What is 1+1?","answer":"2","level":3,"tags":["x",{"y":null}]}
      {"id":"b","problem":"What is \\u00e9?","answer":"\\\\frac{1}{2}"}
      """,
      """
      {"question":"How many?","answer":"Two and two.\\n#### 4"}
      {"question":"How much?","answer":"#### 1,000"}
      """,
      """
      [{"problem":"x","ground_truth_answer":"1"},{"problem":"y","ground_truth_answer":"\\\\sqrt{2}"}]
      """,
      """
      {"data":[{"problem":"x","solution":"so \\\\boxed{\\\\frac{1}{2}}","level":"Level 2","type":"A"}]}
      """) {
    @Override
    void read(Path file) {
      ProblemFile.read(file);
    }
  },

  SAMPLE_LINES(".jsonl", sampleLine(1, 2, 3) + "\n" + sampleLine(4) + "\n") {
    @Override
    void read(Path file) {
      JsonLines.read(file, line -> line, JsonLines.OnBadLine.refuse());
    }

    /** With the checksum that the changed line should have. */
    @Override
    byte[] mend(byte[] input) {
      StringBuilder text = new StringBuilder();
      for (String line : Splitter.on('\n').split(new String(input, StandardCharsets.UTF_8))) {
        try {
          text.append(Json.gson().toJson(LineChecksum.add(Json.parseObject(line))));
        } catch (JsonParseException | IllegalArgumentException e) {
          text.append(line);
        }
        text.append('\n');
      }
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }
  },

  SAFETENSORS(
      ".safetensors",
      safetensors(
          "{\"__metadata__\":{\"format\":\"pt\"},"
              + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
              + "\"b.c\":{\"dtype\":\"BF16\",\"shape\":[],\"data_offsets\":[24,26]}}",
          26),
      safetensors("{\"x\":{\"dtype\":\"F16\",\"shape\":[0,5],\"data_offsets\":[0,0]}}", 0)) {
    @Override
    void read(Path file) {
      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        for (String name : reader.names()) {
          reader.read(name, 0, ByteBuffer.allocate((int) reader.bytes(name)));
        }
      }
    }

    /** With the length that the changed header should have. */
    @Override
    byte[] mend(byte[] input) {
      int end = Bytes.lastIndexOf(input, (byte) '}') + 1;
      if (end > PREFIX) {
        ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).putLong(end - PREFIX);
      }
      return input;
    }
  },

  CONFIG(
      ".json",
      Stream.concat(
              Stream.of(Architecture.values()).map(each -> Configs.of(each).toString()),
              Stream.of(
                  fullConfig(
                      "{\"rope_type\":\"llama3\",\"factor\":8.0,\"low_freq_factor\":1.0,"
                          + "\"high_freq_factor\":4.0,\"original_max_position_embeddings\":64}"),
                  fullConfig(
                      "{\"rope_type\":\"yarn\",\"factor\":4.0,\"beta_fast\":32,"
                          + "\"original_max_position_embeddings\":64}"),
                  fullConfig("{\"type\":\"linear\",\"factor\":2.0}")))
          .toArray(String[]::new)) {
    @Override
    void read(Path file) {
      Architecture.read(file);
    }
  },

  ADAPTER_CONFIG(
      ".json",
      """
      {"peft_type":"LORA","task_type":"CAUSAL_LM","r":8,"lora_alpha":16,"lora_dropout":0.05,
       "target_modules":["q_proj","v_proj"],"bias":"none","use_rslora":false,"rank_pattern":{},
       "modules_to_save":null,"init_lora_weights":true}
      """,
      "{\"peft_type\":\"LORA\",\"r\":1,\"lora_alpha\":1.5,\"target_modules\":\"all-linear\"}") {
    @Override
    void read(Path file) {
      AdapterConfig.read(Json.readObject(file));
    }
  },

  CHAT_TEMPLATE(
      ".json",
      tokenizerConfig(
          "{%- if messages[0].role == 'system' %}{{- '<s>' + messages[0].content }}{%- endif %}"
              + "{%- set ns = namespace(last=messages|length - 1) %}"
              + "{%- for m in messages[::-1] %}{%- set i = (messages|length - 1) - loop.index0 %}"
              + "{%- if m.role == \"user\" and not m.content.startswith('<t>') %}"
              + "{%- set ns.last = i %}{%- elif m['role'] in ['tool', 'system'] %}{{ m|tojson }}"
              + "{%- else %}{{ raise_exception('no ' ~ m.role) }}{%- endif %}{%- endfor %}"
              + "{{- bos_token if bos_token is defined else '' }}"),
      tokenizerConfig(
          "{% macro say(a, b=2) %}{{ a|trim|upper }}{{ '%s' % b }}{% endmacro %}"
              + "{% for m in messages if m.content %}{{ say(m.content.split('x')[-1], loop.last) }}"
              + "{% endfor %}{{ range(3)|map('string')|join(',') }}"
              + "{% if add_generation_prompt %}{{ '<think>\\n' }}{% endif %}")) {
    @Override
    void read(Path file) {
      ChatTemplate template = ChatTemplate.ofTokenizerConfig(file);
      if (template != null) {
        List<ChatMessage> messages =
            List.of(new ChatMessage("system", "Be brief."), new ChatMessage("user", "1+1?"));
        template.render(messages, true, Map.of());
      }
    }
  },

  TOKENIZER(".json", Json.readObject(TinyModel.directory().resolve("tokenizer.json")).toString()) {
    @Override
    void read(Path file) {
      try (Tokenizer tokenizer = Tokenizer.load(file)) {
        tokenizer.decode(tokenizer.encode("w1 w2  aab é\u0000 <s>w39", true));
      }
    }
  },

  MANIFEST(
      ".json",
      """
      {"started":"2026-11-24T00:00:00Z","versions":{"java":"17.0.15"},"machine":{"processors":2},
       "settings":{"lambda":2.0,"epsilon":0.2},"reference":{"sha256":"00ff","bytes":123456789012}}
      """) {
    @Override
    void read(Path file) {
      Json.readObject(file);
    }
  };

  /** Bytes of the header's length, which safetensors files begin with. */
  private static final int PREFIX = Long.BYTES;

  private final String suffix;
  private final ImmutableList<String> seeds;

  FuzzTarget(String suffix, String... seeds) {
    this.suffix = suffix;
    this.seeds = ImmutableList.copyOf(seeds);
  }

  /** Reads a file; an {@link IllegalArgumentException} refuses it. */
  abstract void read(Path file) throws IOException;

  /** A changed input with those parts made to fit which nearly any change would spoil. */
  byte[] mend(byte[] input) {
    return input;
  }

  String suffix() {
    return suffix;
  }

  List<byte[]> seeds() {
    // one byte a character for safetensors, whose prefix isn't text
    Charset charset =
        suffix.equals(".safetensors") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    return seeds.stream().map(seed -> seed.getBytes(charset)).toList();
  }

  private static String sampleLine(int... tokens) {
    JsonObject line = new JsonObject();
    line.addProperty("problemId", "a");
    line.addProperty("sample", tokens.length);
    line.addProperty("text", "é \"so\"");
    line.add("tokenIds", Json.gson().toJsonTree(tokens));
    line.add("seconds", new JsonPrimitive(0.25));
    return Json.gson().toJson(LineChecksum.add(line));
  }

  private static String safetensors(String header, int bytes) {
    return (char) header.length() + "\0".repeat(7) + header + "\1".repeat(bytes);
  }

  private static String fullConfig(String scaling) {
    JsonObject json = Configs.of(Architecture.QWEN2);
    json.add("rope_scaling", Json.parseObject(scaling));
    json.addProperty("rope_theta", 10000.0);
    json.addProperty("rms_norm_eps", 1e-6);
    json.addProperty("tie_word_embeddings", true);
    json.addProperty("use_sliding_window", true);
    json.addProperty("sliding_window", 32);
    json.addProperty("max_window_layers", 1);
    json.addProperty("hidden_act", "silu");
    json.addProperty("head_dim", 4);
    return json.toString();
  }

  private static String tokenizerConfig(String template) {
    JsonObject json = new JsonObject();
    json.addProperty("bos_token", "<s>");
    json.add("eos_token", Json.parseObject("{\"content\":\"</s>\",\"special\":true}"));
    json.addProperty("chat_template", template);
    return Json.gson().toJson(json);
  }
}
