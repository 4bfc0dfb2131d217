package dev.o1pruner.run;

import static com.google.common.base.Preconditions.checkNotNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;

/**
 * The right to write a file, which one owner has at a time, in this process and among all others.
 * It is an operating system's lock on {@code FILE.lock}, where the owner's name is written; the
 * lock goes with its process however that ends. The lock file stays: were it deleted, two processes
 * could lock two files of that name.
 *
 * <p>On Linux and macOS, closing any channel of a file gives up every lock that the process has on
 * it. So nothing here opens a lock file that this process may hold.
 */
public final class FileClaim implements AutoCloseable {

  /** Name of the lock in a directory that is claimed. */
  public static final String DIRECTORY_LOCK = "run.lock";

  /** Where the lock is: past all content, which Windows then lets others read. */
  private static final long PLACE = Long.MAX_VALUE - 1;

  private static final int MOST_READ = 10_000;

  private static final ConcurrentMap<Path, ClaimHolder> HELD = new ConcurrentHashMap<>();

  /** Channels whose closing, if only by the garbage collector, would give up another's lock. */
  private static final Collection<FileChannel> KEPT_OPEN = new ConcurrentLinkedQueue<>();

  private final Path key;
  private final ClaimHolder self;
  private final FileChannel channel;

  private FileClaim(Path key, ClaimHolder self, FileChannel channel) {
    this.key = key;
    this.self = self;
    this.channel = channel;
  }

  /** The file whose lock is the claim. */
  public static Path lockFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".lock");
  }

  /**
   * Claims a file, which needn't be there. Missing parent directories are made.
   *
   * @throws IllegalStateException naming the owner, if somebody else has it
   * @throws UncheckedIOException if the lock file can't be made or locked
   */
  public static FileClaim take(Path file) {
    return take(file, lockFile(file.toAbsolutePath()));
  }

  /**
   * Claims a directory and what is in it, by {@value #DIRECTORY_LOCK} there. It is made if it is
   * missing.
   *
   * @throws IllegalStateException naming the owner, if somebody else has it
   * @throws UncheckedIOException if the lock file can't be made or locked
   */
  public static FileClaim takeDirectory(Path directory) {
    return take(directory, directory.toAbsolutePath().resolve(DIRECTORY_LOCK));
  }

  private static FileClaim take(Path file, Path lock) {
    try {
      Path folder = checkNotNull(lock.getParent());
      Files.createDirectories(folder);
      Path key = folder.toRealPath().resolve(lock.getFileName());
      ClaimHolder self = ClaimHolder.current();
      ClaimHolder other = HELD.putIfAbsent(key, self);
      if (other != null) {
        throw refusal(file, "this very " + other);
      }
      try {
        return new FileClaim(key, self, lock(file, key, self));
      } catch (RuntimeException | IOException e) {
        HELD.remove(key);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot lock %s, so that nothing is written to %s: %s"
              .formatted(lock, file, IoReason.of(e)),
          e);
    }
  }

  private static FileChannel lock(Path file, Path lock, ClaimHolder self) throws IOException {
    FileChannel channel =
        FileChannel.open(
            lock, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      FileLock held = channel.tryLock(PLACE, 1, false);
      if (held == null) {
        throw refusal(file, holder(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(self.toJson().getBytes(StandardCharsets.UTF_8)), 0);
      return channel;
    } catch (OverlappingFileLockException e) {
      // this process has it under another name, such as a link
      KEPT_OPEN.add(channel);
      throw refusal(file, holder(channel));
    } catch (RuntimeException | IOException e) {
      channel.close();
      throw e;
    }
  }

  private static String holder(FileChannel channel) {
    ByteBuffer content = ByteBuffer.allocate(MOST_READ);
    try {
      while (content.hasRemaining() && channel.read(content, content.position()) > 0) {
        // read on
      }
      return ClaimHolder.describe(StandardCharsets.UTF_8.decode(content.flip()).toString());
    } catch (IOException e) {
      return ClaimHolder.UNKNOWN;
    }
  }

  private static IllegalStateException refusal(Path file, String holder) {
    return new IllegalStateException(
        "%s is being written by %s: wait until that ends, or give another path"
            .formatted(file, holder));
  }

  /** Gives the file up. */
  @Override
  public void close() {
    try (channel) {
      if (channel.isOpen()) {
        channel.truncate(0); // an owner of the past misleads nobody
      }
    } catch (IOException e) {
      // The content only informs; the lock is gone with the channel.
    } finally {
      HELD.remove(key, self); // not a later owner, if closed twice
    }
  }
}
