package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.run.AtomicFiles;
import dev.o1pruner.run.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What results depend on, written beside them: results of anything else are refused. */
public final class Fingerprint {

  private Fingerprint() {}

  /**
   * Writes a fingerprint, or compares it with the one that is there.
   *
   * @param parts by name: text, numbers, booleans, and lists, maps and records of them
   * @throws IllegalArgumentException naming what differs
   */
  public static void claim(Path file, Map<String, ?> parts) {
    // through text, since numbers read from a file know no type
    JsonObject now = Json.parseObject(Json.gson().toJson(parts));
    if (!Files.exists(file)) {
      AtomicFiles.writeText(file, Json.pretty(now) + "\n");
      return;
    }
    JsonObject before = Json.readObject(file);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      JsonElement old = before.get(name);
      checkArgument(
          old != null && old.equals(now.get(name)),
          "%s is of results with another %s (%s, now %s): give another directory, or delete %s with"
              + " what stands beside it",
          file,
          name,
          old,
          now.get(name),
          file);
    }
  }

  /** SHA-256 of a problem set: of ids, texts, answers and levels, in their order. */
  public static String of(List<Problem> problems) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (Problem problem : problems) {
      String line =
          Json.gson()
              .toJson(
                  List.of(
                      problem.id(),
                      problem.problem(),
                      problem.answer(),
                      String.valueOf(problem.level())));
      hasher.putUnencodedChars(line).putChar('\n');
    }
    return hasher.hash().toString();
  }
}
