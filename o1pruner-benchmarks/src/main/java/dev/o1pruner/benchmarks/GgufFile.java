package dev.o1pruner.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.WeightLayout.Weight;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a model of {@link ModelShape} as a GGUF file, version 3, that llama.cpp reads: matrices in
 * 16 bits, vectors in 32, and a vocabulary whose every token is a character or a word of its own.
 */
final class GgufFile {

  private static final int ALIGNMENT = 32;
  private static final int TYPE_F32 = 0;
  private static final int TYPE_F16 = 1;

  /** Tokens from this one on are characters of their own, for prompts of known length. */
  private static final int FIRST_CHARACTER = 3;

  private static final int CHARACTERS = 400;
  private static final int FIRST_CODE_POINT = 0x4e00;

  private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.*)\\.(\\w+)");

  private GgufFile() {}

  /** A text of exactly so many tokens. */
  static String prompt(int tokens) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens; i++) {
      text.appendCodePoint(FIRST_CODE_POINT + i * 7 % CHARACTERS);
    }
    return text.toString();
  }

  /** Writes the file. */
  static void write(LanguageModel model, ModelShape shape, Path file) throws IOException {
    List<Weight> layout = model.layout();
    GgufHeader header = header(shape, layout.size());
    long offset = 0;
    for (Weight weight : layout) {
      long[] dimensions = weight.shape().getShape();
      boolean matrix = dimensions.length == 2;
      header.string(name(weight.name())).int32(dimensions.length);
      for (int i = dimensions.length - 1; i >= 0; i--) {
        header.int64(dimensions[i]); // the innermost first
      }
      header.int32(matrix ? TYPE_F16 : TYPE_F32).int64(offset);
      offset += aligned(weight.size() * (matrix ? 2 : 4));
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      byte[] head = header.bytes();
      out.write(head);
      pad(out, head.length);
      for (NDArray weight : model.weights()) {
        pad(out, writeValues(weight, out));
      }
    }
  }

  private static GgufHeader header(ModelShape shape, int tensors) {
    int words = shape.vocabulary();
    return new GgufHeader(tensors)
        .text("general.architecture", "qwen2")
        .number("qwen2.block_count", shape.layers())
        .number("qwen2.context_length", ModelShape.CONTEXT)
        .number("qwen2.embedding_length", shape.hidden())
        .number("qwen2.feed_forward_length", shape.inner())
        .number("qwen2.attention.head_count", shape.heads())
        .number("qwen2.attention.head_count_kv", shape.kvHeads())
        .real("qwen2.attention.layer_norm_rms_epsilon", ModelShape.NORM_EPS)
        .real("qwen2.rope.freq_base", ModelShape.ROPE_THETA)
        .text("tokenizer.ggml.model", "llama")
        .texts("tokenizer.ggml.tokens", words, GgufFile::token)
        .reals("tokenizer.ggml.scores", words, id -> -id)
        .numbers("tokenizer.ggml.token_type", words, GgufFile::tokenType)
        .number("tokenizer.ggml.bos_token_id", 1)
        .number("tokenizer.ggml.eos_token_id", 2)
        .number("tokenizer.ggml.unknown_token_id", 0)
        .flag("tokenizer.ggml.add_bos_token", false)
        .flag("tokenizer.ggml.add_space_prefix", false)
        .end();
  }

  private static String token(int id) {
    int character = id - FIRST_CHARACTER;
    return switch (id) {
      case 0 -> "<unk>";
      case 1 -> "<s>";
      case 2 -> "</s>";
      default ->
          character < CHARACTERS ? Character.toString(FIRST_CODE_POINT + character) : "w" + id;
    };
  }

  /** 1 normal, 2 unknown, 3 control. */
  private static int tokenType(int id) {
    return id >= FIRST_CHARACTER ? 1 : id == 0 ? 2 : 3;
  }

  /** llama.cpp's name of a weight. */
  private static String name(String huggingFace) {
    Matcher layer = LAYER.matcher(huggingFace);
    if (layer.matches()) {
      String part =
          switch (layer.group(2)) {
            case "input_layernorm" -> "attn_norm";
            case "self_attn.q_proj" -> "attn_q";
            case "self_attn.k_proj" -> "attn_k";
            case "self_attn.v_proj" -> "attn_v";
            case "self_attn.o_proj" -> "attn_output";
            case "post_attention_layernorm" -> "ffn_norm";
            case "mlp.gate_proj" -> "ffn_gate";
            case "mlp.up_proj" -> "ffn_up";
            case "mlp.down_proj" -> "ffn_down";
            default -> throw new IllegalArgumentException(huggingFace + " has no name in GGUF");
          };
      return "blk." + layer.group(1) + "." + part + "." + layer.group(3);
    }
    return switch (huggingFace) {
      case "model.embed_tokens.weight" -> "token_embd.weight";
      case "model.norm.weight" -> "output_norm.weight";
      default -> throw new IllegalArgumentException(huggingFace + " has no name in GGUF");
    };
  }

  private static long writeValues(NDArray weight, OutputStream out) throws IOException {
    if (weight.getShape().dimension() == 1) {
      return write(weight.toByteBuffer(), out);
    }
    long written = 0;
    long rows = weight.getShape().get(0);
    long step = 4096; // rows at a time, so that no second copy of a large matrix is made
    for (long begin = 0; begin < rows; begin += step) {
      try (NDArray part = weight.get(new NDIndex(begin + ":" + Math.min(rows, begin + step)));
          NDArray half = part.toType(DataType.FLOAT16, true)) {
        written += write(half.toByteBuffer(), out);
      }
    }
    return written;
  }

  private static long write(ByteBuffer values, OutputStream out) throws IOException {
    byte[] bytes = new byte[values.remaining()];
    values.get(bytes);
    out.write(bytes);
    return bytes.length;
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static void pad(OutputStream out, long written) throws IOException {
    out.write(new byte[(int) (aligned(written) - written)]);
  }
}
