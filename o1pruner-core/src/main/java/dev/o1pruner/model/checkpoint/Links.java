package dev.o1pruner.model.checkpoint;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What a link in a model directory may lead to: a model of somebody else's may hold any. */
final class Links {

  private Links() {}

  /**
   * Makes sure that a file really lies in a directory. Links may lead out of it only as they do in
   * the Hugging Face cache: from {@code snapshots/REVISION} to {@code blobs}.
   *
   * @param file that is there
   * @param called how messages name it, followed by what it is
   * @throws IllegalArgumentException if it leads elsewhere
   */
  static void check(Path directory, Path file, String called) {
    try {
      Path root = directory.toRealPath();
      Path real = file.toRealPath();
      Path snapshots = root.getParent();
      boolean cached =
          snapshots != null
              && snapshots.endsWith("snapshots")
              && real.startsWith(snapshots.resolveSibling("blobs"));
      checkArgument(
          cached || real.startsWith(root),
          "%s a link to %s outside the directory; put the file itself there",
          called,
          real);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
