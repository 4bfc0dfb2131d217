package dev.o1pruner.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Why checkpoints are read in windows and not mapped: copies a file of at most 2 GiB once, either
 * way, and tells seconds and peak memory. Start it with {@code java MappedOrWindows.java map FILE},
 * or {@code windows}.
 */
public final class MappedOrWindows {

  private static final int WINDOW = 4 << 20;

  private MappedOrWindows() {}

  /** Reads once: {@code map} or {@code windows}, and the file. */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[1]);
    long start = System.nanoTime();
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer window = ByteBuffer.allocateDirect(WINDOW);
      if (args[0].equals("map")) {
        MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        for (int at = 0; at < channel.size(); at += WINDOW) {
          window.put(0, mapped, at, (int) Math.min(WINDOW, channel.size() - at));
        }
      } else {
        while (channel.read(window.clear()) >= 0) {
          // the window holds the next piece
        }
      }
    }
    System.out.printf(
        "%s: %.2f s, %s%n",
        args[0],
        (System.nanoTime() - start) / 1e9,
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmHWM"))
            .findFirst()
            .orElse("no peak told"));
  }
}
