package dev.o1pruner.model.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Weights in formats that are refused by name, each with the line that converts them. */
enum OtherFormats {
  PICKLE(
      "(pytorch_model.*|consolidated.*|.*\\.pt|.*\\.pth|.*\\.ckpt|.*\\.bin)",
      "is a pickle, which runs code when it is read; convert it where you trust it: python -c"
          + " \"from transformers import AutoModelForCausalLM as M;"
          + " M.from_pretrained('%s').save_pretrained('OUT', safe_serialization=True)\""),
  GGUF(
      ".*\\.gguf",
      "is GGUF, llama.cpp's format; use the Hugging Face directory it was made from, or convert it:"
          + " python -c \"from transformers import AutoModelForCausalLM as M;"
          + " M.from_pretrained('%s', gguf_file='%s').save_pretrained('OUT')\"");

  private final Pattern names;
  private final String advice;

  OtherFormats(String names, String advice) {
    this.names = Pattern.compile(names, Pattern.CASE_INSENSITIVE);
    this.advice = advice;
  }

  /**
   * Refuses a file, or a directory for a file in it, that holds weights in one of these formats.
   *
   * @throws IllegalArgumentException saying how to convert it; returns if there is no such file
   */
  static void refuse(Path fileOrDirectory) {
    if (!Files.isDirectory(fileOrDirectory)) {
      refuseFile(fileOrDirectory);
      return;
    }
    try (Stream<Path> files = Files.list(fileOrDirectory)) {
      files.sorted().forEach(OtherFormats::refuseFile);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + fileOrDirectory + ": " + e.getMessage(), e);
    }
  }

  private static void refuseFile(Path file) {
    String name = Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
    for (OtherFormats format : values()) {
      if (format.names.matcher(name).matches() && Files.isRegularFile(file)) {
        throw new IllegalArgumentException(
            file + " " + format.advice.formatted(file.toAbsolutePath().getParent(), name));
      }
    }
  }
}
