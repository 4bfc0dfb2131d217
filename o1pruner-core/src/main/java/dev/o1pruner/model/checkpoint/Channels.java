package dev.o1pruner.model.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads of whole buffers: a channel may move fewer bytes than asked. */
final class Channels {

  private Channels() {}

  /** Fills a buffer from a place in a file. */
  static void readFully(FileChannel channel, long position, ByteBuffer into) throws IOException {
    long next = position;
    while (into.hasRemaining()) {
      int read = channel.read(into, next);
      if (read < 0) {
        throw new EOFException("it ends at byte " + next + "; was it changed meanwhile?");
      }
      next += read;
    }
  }
}
