package dev.o1pruner.model;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Text to token ids and back, by Hugging Face's own tokenizers library. Safe for any thread and any
 * number of them; closing waits for those that are using it.
 */
public final class Tokenizer implements AutoCloseable {

  private final HuggingFaceTokenizer tokenizer;

  /** Freed while another thread is in the native library, it would end the process. */
  private final ReadWriteLock uses = new ReentrantReadWriteLock();

  private boolean closed;

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
   * @throws IllegalStateException if the tokenizer is closed
   */
  public ImmutableIntArray encode(String text, boolean specialTokens) {
    long[] ids = used(() -> ids(text, specialTokens));
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

  /**
   * Decodes token ids, leaving special tokens out.
   *
   * @throws IllegalStateException if the tokenizer is closed
   */
  public String decode(ImmutableIntArray ids) {
    return used(() -> tokenizer.decode(ids.stream().asLongStream().toArray(), true));
  }

  private <T> T used(Supplier<T> work) {
    uses.readLock().lock();
    try {
      checkState(!closed, "the tokenizer is closed, with the model that it belongs to");
      return work.get();
    } finally {
      uses.readLock().unlock();
    }
  }

  /** Frees it; closing again does nothing. */
  @Override
  public void close() {
    uses.writeLock().lock();
    try {
      closed = true;
      tokenizer.close();
    } finally {
      uses.writeLock().unlock();
    }
  }
}
