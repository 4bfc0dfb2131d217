package dev.o1pruner.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Why a file can't be read, in one sentence that names it. */
public final class UnreadableFile {

  private UnreadableFile() {}

  /**
   * What to throw: an {@link IllegalArgumentException} for a file that is missing or not UTF-8, an
   * {@link UncheckedIOException} for a device that fails.
   */
  public static RuntimeException because(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new IllegalArgumentException("file " + file + " does not exist", e);
    }
    if (e instanceof CharacterCodingException) {
      return new IllegalArgumentException("file " + file + " is not UTF-8 text", e);
    }
    return new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
  }
}
