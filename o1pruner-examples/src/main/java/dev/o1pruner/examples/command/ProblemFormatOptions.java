package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.problem.FieldMapping;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.problem.ProblemFile;
import dev.o1pruner.problem.ProblemFormat;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How files of problems are written. */
final class ProblemFormatOptions {

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description =
          "Format of the problems: math-500, o1pruner, gsm8k, authors, gaokao, aime or math; told"
              + " by the fields of the first row if absent.")
  private @Nullable String format;

  @Option(
      names = "--fields",
      paramLabel = "MAPPING",
      description =
          "Or which field is what: problem=FIELD,answer=FIELD[:as-written|integer|hashes|boxed]"
              + "[,id=FIELD][,level=FIELD].")
  private @Nullable String fields;

  @Mixin private BadLineOptions badLines = new BadLineOptions();

  /** Reads a file of problems. */
  List<Problem> read(Path file, Output output) {
    return ProblemFile.read(file, format(), badLines.rule(output));
  }

  private ProblemFormat format() {
    checkArgument(
        format == null || fields == null, "--format and --fields can't be given together");
    if (fields != null) {
      return ProblemFormat.of(FieldMapping.parse(fields));
    }
    return format == null ? ProblemFormat.DETECTED : ProblemFormat.named(format);
  }
}
