package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.o1pruner.examples.command.Texts.format;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.run.JsonLines;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares answers with gold answers. */
@Command(
    name = "grade",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Compares answers with gold answers.",
      "Each line has gold, pred, and pred_is_full_text: true if pred is a whole solution whose"
          + " answer is to be found, false or absent if it is the answer itself. It comes out with"
          + " verdict added and its other fields as they were. Lines with expect (true or false)"
          + " are counted as agreeing or not."
    })
public final class GradeCommand implements Runnable {

  private static final String VERDICT = "verdict";
  private static final String EXPECT = "expect";

  @Option(
      names = "--cases",
      paramLabel = "FILE",
      required = true,
      description = "JSON lines with gold, pred, pred_is_full_text.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private Path cases;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the lines go; standard output if absent.")
  private @Nullable Path out;

  @Mixin private BadLineOptions badLines = new BadLineOptions();

  @Mixin private Output output = new Output();

  @Override
  public void run() {
    OutputPath.check(out);
    Grading grading = Grading.defaults();
    List<JsonObject> lines =
        JsonLines.read(cases, line -> grade(line, grading), badLines.rule(output));
    checkArgument(!lines.isEmpty(), "%s holds no case; give lines with gold and pred", cases);
    output.lines(lines, out, summary(lines));
  }

  private static JsonObject grade(JsonObject line, Grading grading) {
    String gold = text(line, "gold");
    String pred = text(line, "pred");
    boolean whole = line.has("pred_is_full_text") && flag(line, "pred_is_full_text");
    if (line.has(EXPECT)) {
      flag(line, EXPECT);
    }
    line.addProperty(
        VERDICT, whole ? grading.gradeText(gold, pred) : grading.gradeAnswer(gold, pred));
    return line;
  }

  private static String summary(List<JsonObject> lines) {
    List<JsonObject> expected = lines.stream().filter(line -> line.has(EXPECT)).toList();
    String verdicts =
        format("%d cases, %d called correct", lines.size(), count(lines, GradeCommand::verdict));
    if (expected.isEmpty()) {
      return verdicts;
    }
    return verdicts
        + format(
            "; of %d with an expected verdict %d agree, %d are false positives, %d false negatives",
            expected.size(),
            count(expected, line -> verdict(line) == flag(line, EXPECT)),
            count(expected, line -> verdict(line) && !flag(line, EXPECT)),
            count(expected, line -> !verdict(line) && flag(line, EXPECT)));
  }

  private static long count(List<JsonObject> lines, Predicate<JsonObject> which) {
    return lines.stream().filter(which).count();
  }

  private static boolean verdict(JsonObject line) {
    return flag(line, VERDICT);
  }

  private static String text(JsonObject line, String field) {
    JsonElement value = line.get(field);
    checkArgument(value != null, "field \"%s\" is missing", field);
    checkArgument(
        value.isJsonPrimitive() && !value.getAsJsonPrimitive().isBoolean(),
        "field \"%s\" must be text or a number but was %s",
        field,
        value);
    return value.getAsString();
  }

  private static boolean flag(JsonObject line, String field) {
    JsonElement value = line.get(field);
    checkArgument(
        value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean(),
        "field \"%s\" must be true or false but was %s",
        field,
        value);
    return value.getAsBoolean();
  }
}
