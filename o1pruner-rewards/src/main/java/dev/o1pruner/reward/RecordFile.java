package dev.o1pruner.reward;

import com.google.common.base.Ticker;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A file that whole records are appended to, and which reach the disk within a second's work:
 * {@link #append} forces them there if the last time was a second ago, {@link #close} in any case.
 * A record that fails half-written is taken back.
 */
final class RecordFile implements Closeable {

  /** Least time between two forcings. */
  static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The file as the operating system sees it; tests make it fail. */
  interface Device extends Closeable {

    /** Appends all bytes. */
    void write(byte[] bytes) throws IOException;

    /** Cuts the file down to a length. */
    void truncate(long length) throws IOException;

    /** Returns once all that was written is on disk. */
    void force() throws IOException;
  }

  private final Device device;
  private final Ticker ticker;
  private long length;
  private int written;
  private int forced;
  private long forcedAt;
  private boolean broken;

  /**
   * A file to append to.
   *
   * @param length bytes that it holds
   * @param records that they are
   */
  RecordFile(Device device, Ticker ticker, long length, int records) {
    this.device = device;
    this.ticker = ticker;
    this.length = length;
    this.written = records;
    this.forced = records;
    this.forcedAt = ticker.read();
  }

  /** Opens a file that is there, and cuts off what follows its records. */
  static RecordFile open(Path file, long length, int records) throws IOException {
    Device device = device(file);
    try {
      device.truncate(length);
    } catch (IOException e) {
      device.close();
      throw e;
    }
    return new RecordFile(device, Ticker.systemTicker(), length, records);
  }

  /** A file that is there. */
  static Device device(Path file) throws IOException {
    // Not a FileChannel, which an interrupted thread would close in the middle of a record.
    RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw");
    return new Device() {
      @Override
      public void write(byte[] bytes) throws IOException {
        opened.seek(opened.length());
        opened.write(bytes);
      }

      @Override
      public void truncate(long length) throws IOException {
        opened.setLength(length);
      }

      @Override
      public void force() throws IOException {
        opened.getFD().sync();
      }

      @Override
      public void close() throws IOException {
        opened.close();
      }
    };
  }

  /** Records that are surely on disk. */
  int forced() {
    return forced;
  }

  /** Appends a record; after a failure, none any more. */
  void append(byte[] record) throws IOException {
    if (broken) {
      throw new IOException("an earlier write failed");
    }
    try {
      device.write(record);
    } catch (IOException e) {
      takeBack(e);
      throw e;
    }
    length += record.length;
    written++;
    if (ticker.read() - forcedAt >= FORCE_NANOS) {
      force();
    }
  }

  /** What can't be cut off now is when the file is opened next. */
  private void takeBack(IOException failure) {
    try {
      device.truncate(length);
      force();
    } catch (IOException e) {
      failure.addSuppressed(e);
    } finally {
      broken = true;
    }
  }

  private void force() throws IOException {
    if (forced == written || broken) {
      return; // a second try may succeed although the system has thrown the records away
    }
    broken = true;
    device.force();
    broken = false;
    forced = written;
    forcedAt = ticker.read();
  }

  @Override
  public void close() throws IOException {
    try (device) {
      force();
    }
  }
}
