package dev.o1pruner.model;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How a weight is stored: its width, and its names in safetensors, config.json and libtorch. */
public enum Precision {
  /** 32-bit floating point. */
  F32("F32", "float32", 6, 4),
  /** 16-bit brain floating point. */
  BF16("BF16", "bfloat16", 15, 2),
  /** 16-bit IEEE floating point. */
  F16("F16", "float16", 5, 2);

  private final String safetensorsName;
  private final String configName;
  private final int torchCode;
  private final int bytes;

  Precision(String safetensorsName, String configName, int torchCode, int bytes) {
    this.safetensorsName = safetensorsName;
    this.configName = configName;
    this.torchCode = torchCode;
    this.bytes = bytes;
  }

  /** The name in a safetensors header, such as {@code BF16}. */
  public String safetensorsName() {
    return safetensorsName;
  }

  /** The value of {@code torch_dtype} in config.json, such as {@code bfloat16}. */
  public String configName() {
    return configName;
  }

  /** A copy of a config.json that says the weights are stored so. */
  JsonObject storedIn(JsonObject config) {
    JsonObject changed = config.deepCopy();
    // transformers 5 writes dtype, earlier versions torch_dtype
    if (changed.has("dtype")) {
      changed.addProperty("dtype", configName);
    }
    if (changed.has("torch_dtype") || !changed.has("dtype")) {
      changed.addProperty("torch_dtype", configName);
    }
    return changed;
  }

  /** The dtype code in scripts. */
  public int torchCode() {
    return torchCode;
  }

  /** Bytes per number. */
  public int bytes() {
    return bytes;
  }

  /**
   * The precision a safetensors header names.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Precision ofSafetensors(String name) {
    return Arrays.stream(values())
        .filter(precision -> precision.safetensorsName.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "dtype %s is not supported; convert the weights to one of %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(Precision::safetensorsName)
                                .collect(Collectors.joining(", ")))));
  }
}
