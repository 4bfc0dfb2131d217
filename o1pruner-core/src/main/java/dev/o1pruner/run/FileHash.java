package dev.o1pruner.run;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Path;

/** What a file holds, whatever its name. */
public final class FileHash {

  private FileHash() {}

  /**
   * SHA-256 in hexadecimal.
   *
   * @throws IllegalArgumentException if the file doesn't exist
   */
  public static String of(Path file) {
    try {
      return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    } catch (IOException e) {
      throw UnreadableFile.because(file, e);
    }
  }
}
