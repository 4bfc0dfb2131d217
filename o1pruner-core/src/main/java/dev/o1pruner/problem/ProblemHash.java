package dev.o1pruner.problem;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.o1pruner.run.Json;
import java.util.List;

/** Which problem set something came from, whatever its file is called. */
public final class ProblemHash {

  private ProblemHash() {}

  /** SHA-256 in hexadecimal of ids, texts, answers and levels, in their order. */
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
