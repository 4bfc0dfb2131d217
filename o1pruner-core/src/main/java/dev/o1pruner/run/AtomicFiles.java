package dev.o1pruner.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Files that are either the old one or the whole new one, whatever interrupts the writing: a
 * failure, a kill, or, where directories can be forced to disk (not on Windows), a power cut. An
 * interrupted thread writes like any other.
 */
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
   * Writes a file under a temporary name beside it, forces it to disk, moves it into place, and
   * forces its directory to disk. Missing parent directories are made.
   *
   * @throws UncheckedIOException naming the file, if it can't be written; the old file stays
   */
  public static void write(Path file, Content content) {
    Path target = file.toAbsolutePath();
    Path temporary = target.resolveSibling(target.getFileName() + UNFINISHED);
    try {
      Files.createDirectories(target.getParent());
      content.writeTo(temporary);
      force(temporary, StandardOpenOption.WRITE);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceDirectoryOf(target);
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
   * Makes the name of a file or directory last: one made or moved is no more than an intention
   * until then.
   */
  public static void forceDirectoryOf(Path named) throws IOException {
    try {
      force(
          Objects.requireNonNull(named.toAbsolutePath().getParent(), "a name is in a directory"),
          StandardOpenOption.READ);
    } catch (AccessDeniedException e) {
      // Windows opens no directory; it writes names to its journal
    }
  }

  private static void force(Path path, OpenOption option) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted(); // a channel closes when an interrupted thread uses it
        try (FileChannel channel = FileChannel.open(path, option)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted = true; // just now: once more
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
