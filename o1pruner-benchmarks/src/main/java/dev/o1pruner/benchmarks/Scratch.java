package dev.o1pruner.benchmarks;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A new directory, deleted when closed. */
record Scratch(Path path) implements AutoCloseable {

  /** In this directory, or where the system keeps temporary ones. */
  static Scratch in(@Nullable Path parent) throws IOException {
    return new Scratch(
        parent == null
            ? Files.createTempDirectory("o1pruner-benchmarks")
            : Files.createTempDirectory(Files.createDirectories(parent), "o1pruner-benchmarks"));
  }

  @Override
  public void close() throws IOException {
    MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
