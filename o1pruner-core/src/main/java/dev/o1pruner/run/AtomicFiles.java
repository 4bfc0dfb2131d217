package dev.o1pruner.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are either the old one or the whole new one, whatever interrupts the writing. */
public final class AtomicFiles {

  /** What the name of a file ends in while it is written. */
  static final String UNFINISHED = ".tmp";

  /** Writes the content of a file to the path it is given. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to the temporary file. */
    void writeTo(Path temporary) throws IOException;
  }

  private AtomicFiles() {}

  /** Writes text in UTF-8; see {@link #write(Path, Content)}. */
  public static void writeText(Path file, String text) {
    write(file, temporary -> Files.writeString(temporary, text));
  }

  /**
   * Writes a file under a temporary name beside it, forces it to disk, then moves it into place and
   * forces that, too. Missing parent directories are made.
   *
   * @throws UncheckedIOException naming the file, if it can't be written; the old file stays
   */
  public static void write(Path file, Content content) {
    Path target = file.toAbsolutePath();
    Path temporary = target.resolveSibling(target.getFileName() + UNFINISHED);
    try {
      Files.createDirectories(target.getParent());
      content.writeTo(temporary);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceName(target);
    } catch (IOException e) {
      delete(temporary, e);
      throw new UncheckedIOException("cannot write " + file + ": " + IoReason.of(e), e);
    }
  }

  /** Half a file would only take room, on a disk that may have none. */
  private static void delete(Path temporary, IOException failure) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Forces to disk that a file is in its directory, so that one made or moved there outlasts a
   * power failure. Where directories can't be opened (Windows), the file system sees to that.
   */
  public static void forceName(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // No more can be done, and what was written is in place.
    }
  }
}
