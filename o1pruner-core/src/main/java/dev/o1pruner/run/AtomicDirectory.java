package dev.o1pruner.run;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Directories whose files are all the old ones or all the new ones, whatever interrupts the
 * writing.
 *
 * <p>The new one is written as {@code NAME.saving} beside the old one. Then the old one is renamed
 * to {@code NAME.replaced} and the new one to {@code NAME}; what the old one held besides
 * replaceable files, such as notes or {@code .git}, moves to the new one, and the rest is deleted.
 * If the process ends in between, everything is at {@code NAME} or {@code NAME.replaced}, and the
 * next writing finishes the work first.
 */
public final class AtomicDirectory {

  private static final String SAVING = ".saving";
  private static final String REPLACED = ".replaced";

  private AtomicDirectory() {}

  /**
   * Replaces the files of a directory.
   *
   * @param directory may exist or not; its parents are made
   * @param files content by file name
   * @param replaceable the names of files that the old directory loses; anything else in it stays
   * @throws IllegalArgumentException if the place is taken by a file, or what an interrupted
   *     writing left can't be put back
   * @throws UncheckedIOException if something can't be written; the old files stay
   */
  public static void replace(
      Path directory, Map<String, AtomicFiles.Content> files, Predicate<String> replaceable) {
    try {
      Path target =
          Files.exists(directory) ? directory.toRealPath() : directory.toAbsolutePath().normalize();
      checkArgument(target.getFileName() != null, "%s can't be replaced", directory);
      checkArgument(
          !Files.exists(target) || Files.isDirectory(target),
          "%s is a file; give a directory",
          target);
      Path saving = sibling(target, SAVING);
      Path replaced = sibling(target, REPLACED);
      recover(target, replaced, replaceable);
      delete(saving, replaceable);
      write(saving, files, replaceable);
      if (hasNothingToReplace(target, replaceable)) {
        moveInto(target, entries(saving)); // nothing old to keep together: the directory stays
        delete(saving, replaceable);
      } else {
        swap(target, saving, replaced);
        finish(target, replaced, replaceable);
      }
      AtomicFiles.forceDirectoryOf(target.resolve(SAVING)); // what was moved into it
      AtomicFiles.forceDirectoryOf(target);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + directory + ": " + e, e);
    }
  }

  /** Where an interrupted writing left the old directory whole, or null. */
  public static @Nullable Path leftover(Path directory) {
    Path target = directory.toAbsolutePath().normalize();
    if (Files.exists(target) || target.getFileName() == null) {
      return null;
    }
    Path replaced = sibling(target, REPLACED);
    return Files.isDirectory(replaced) ? replaced : null;
  }

  private static Path sibling(Path target, String suffix) {
    return target.resolveSibling(target.getFileName() + suffix);
  }

  private static void recover(Path target, Path replaced, Predicate<String> replaceable)
      throws IOException {
    if (Files.exists(target)) {
      finish(target, replaced, replaceable);
    } else if (Files.exists(replaced)) {
      Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void write(
      Path saving, Map<String, AtomicFiles.Content> files, Predicate<String> replaceable)
      throws IOException {
    Files.createDirectories(saving);
    boolean whole = false;
    try {
      files.forEach((name, content) -> AtomicFiles.write(saving.resolve(name), content));
      whole = true;
    } finally {
      if (!whole) {
        delete(saving, replaceable);
      }
    }
  }

  private static boolean hasNothingToReplace(Path target, Predicate<String> replaceable)
      throws IOException {
    return Files.exists(target)
        && entries(target).stream().noneMatch(entry -> isReplaceable(entry, replaceable));
  }

  private static void swap(Path target, Path saving, Path replaced) throws IOException {
    boolean existed = Files.exists(target);
    if (existed) {
      Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(saving, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (existed) {
        Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
    AtomicFiles.forceDirectoryOf(target); // before the old files are deleted
  }

  /** Brings what must stay back to the directory and deletes the rest of its predecessor. */
  private static void finish(Path target, Path replaced, Predicate<String> replaceable)
      throws IOException {
    if (Files.exists(replaced)) {
      moveInto(
          target,
          entries(replaced).stream().filter(entry -> !isReplaceable(entry, replaceable)).toList());
      delete(replaced, replaceable);
    }
  }

  private static void moveInto(Path target, List<Path> entries) throws IOException {
    for (Path entry : entries) {
      Path place = target.resolve(entry.getFileName());
      checkArgument(
          !Files.exists(place), "%s is in the way of %s: move one of them away", place, entry);
      Files.move(entry, place, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Deletes a directory of replaceable files; one with anything else is left as it is. */
  private static void delete(Path directory, Predicate<String> replaceable) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Predicate<String> ours =
        replaceable.or(
            name ->
                name.endsWith(AtomicFiles.UNFINISHED)
                    && replaceable.test(
                        name.substring(0, name.length() - AtomicFiles.UNFINISHED.length())));
    for (Path file : entries(directory)) {
      checkArgument(isReplaceable(file, ours), "%s is in the way: move it away", file);
    }
    for (Path file : entries(directory)) {
      Files.delete(file);
    }
    Files.delete(directory);
  }

  private static boolean isReplaceable(Path entry, Predicate<String> replaceable) {
    return !Files.isDirectory(entry) && replaceable.test(entry.getFileName().toString());
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }
}
