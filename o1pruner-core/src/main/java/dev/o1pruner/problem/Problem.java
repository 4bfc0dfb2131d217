package dev.o1pruner.problem;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One problem with its gold answer.
 *
 * @param id unique within a problem set; every later stage joins on it
 * @param problem the text put to the model, without any chat template
 * @param answer the gold answer, as a grader reads it
 * @param metadata every other field of the problem's line, in file order, kept when written again
 */
public record Problem(String id, String problem, String answer, Map<String, Object> metadata) {

  /** Name of the metadata field that reports are broken down by. */
  public static final String LEVEL = "level";

  private static final List<String> PARTS = List.of("id", "problem", "answer");

  /**
   * Checks the parts and copies the metadata.
   *
   * @throws IllegalArgumentException if the id or the problem text is blank, or metadata has a
   *     field of the name of one of the other parts
   */
  public Problem {
    checkArgument(!id.isBlank(), "a problem needs an id, but it was blank (problem: %s)", problem);
    checkArgument(!problem.isBlank(), "problem %s has no text", id);
    for (String part : PARTS) {
      checkArgument(
          !metadata.containsKey(part), "problem %s has a second %s in its metadata", id, part);
    }
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** A problem without metadata. */
  public Problem(String id, String problem, String answer) {
    this(id, problem, answer, Map.of());
  }

  /** The difficulty level as text (metadata field {@value #LEVEL}), or null if there is none. */
  public @Nullable String level() {
    Object level = metadata.get(LEVEL);
    return level == null ? null : level.toString();
  }
}
