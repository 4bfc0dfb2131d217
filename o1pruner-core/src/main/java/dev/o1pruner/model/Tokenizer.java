package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text to token ids and back, by Hugging Face's own tokenizers library. Safe for any thread. */
public final class Tokenizer implements AutoCloseable {

  private final HuggingFaceTokenizer tokenizer;

  private Tokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Loads a tokenizer.json.
   *
   * @throws IllegalArgumentException if the file is missing or is no tokenizer
   */
  public static Tokenizer load(Path tokenizerJson) {
    checkArgument(Files.isRegularFile(tokenizerJson), "file %s does not exist", tokenizerJson);
    TokenizerFile.check(tokenizerJson);
    try {
      // DJL truncates at model_max_length unless told otherwise: a prompt would lose its end.
      return new Tokenizer(
          HuggingFaceTokenizer.builder()
              .optTokenizerPath(tokenizerJson)
              .optTruncation(false)
              .optPadding(false)
              .build());
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "%s is not a tokenizer that can be loaded: %s".formatted(tokenizerJson, e.getMessage()),
          e);
    }
  }

  /**
   * Encodes text.
   *
   * @param specialTokens whether the tokenizer adds its own, such as a begin-of-sequence token; not
   *     for text that a chat template made
   * @throws IllegalArgumentException if the text has what the tokenizer has no token for
   */
  public ImmutableIntArray encode(String text, boolean specialTokens) {
    long[] ids = ids(text, specialTokens);
    ImmutableIntArray.Builder result = ImmutableIntArray.builder(ids.length);
    for (long id : ids) {
      result.add((int) id);
    }
    return result.build();
  }

  private long[] ids(String text, boolean specialTokens) {
    try {
      return tokenizer.encode(text, specialTokens, false).getIds();
    } catch (RuntimeException e) { // such as for a word it lacks, if it has no token for those
      throw new IllegalArgumentException(
          "the tokenizer can't encode the text: %s".formatted(e.getMessage()), e);
    }
  }

  /** Decodes token ids, leaving special tokens out. */
  public String decode(ImmutableIntArray ids) {
    return tokenizer.decode(ids.stream().asLongStream().toArray(), true);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
