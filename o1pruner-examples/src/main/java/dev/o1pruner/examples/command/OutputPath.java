package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Refuses an output file that can't be written, before the work whose result goes there. */
final class OutputPath {

  private OutputPath() {}

  /**
   * Checks that a file could be made; an existing one will be replaced. Nothing is left behind.
   *
   * @param file null for standard output
   * @throws IllegalArgumentException saying why it can't
   */
  static void check(@Nullable Path file) {
    if (file == null) {
      return;
    }
    Path target = file.toAbsolutePath().normalize();
    // A device such as /dev/null would be replaced by a file.
    checkArgument(
        !Files.exists(target) || Files.isRegularFile(target),
        "--out %s is a directory or a device; give the name of a file",
        file);
    Path folder = target.getParent();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    try {
      if (folder == null) {
        throw new IOException("its folder can't be made");
      }
      Files.delete(Files.createTempFile(folder, ".o1pruner", ".probe"));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--out %s can't be written, because %s is not a folder that files can be made in; give another path"
              .formatted(file, folder),
          e);
    }
  }
}
