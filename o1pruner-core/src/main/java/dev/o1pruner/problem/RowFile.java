package dev.o1pruner.problem;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.problem.parquet.ParquetFile;
import dev.o1pruner.run.JsonArrays;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.JsonLines.OnBadLine;
import dev.o1pruner.run.JsonLines.RowParser;
import dev.o1pruner.run.UnreadableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Rows of objects, whichever kind of file they are in. */
final class RowFile {

  private static final String ONE_DOCUMENT = ".json";

  /** Enough to see past the blank lines that a file may begin with. */
  private static final int HEAD = 4096;

  private RowFile() {}

  /**
   * Reads JSON lines, a JSON array, an object with one array of objects (in a file named *.json),
   * or Parquet, told apart by how the file begins.
   */
  static <T> List<T> read(Path file, RowParser<T> parse, OnBadLine onBadLine) {
    String head = head(file);
    if (head.startsWith(ParquetFile.MAGIC)) {
      return ParquetFile.read(file, parse, onBadLine);
    }
    if (head.stripLeading().startsWith("[")) {
      return JsonArrays.read(file, null, parse, onBadLine);
    }
    List<String> arrays =
        file.toString().endsWith(ONE_DOCUMENT) && head.stripLeading().startsWith("{")
            ? JsonArrays.arraysOfOnlyObject(file)
            : null;
    if (arrays == null || arrays.isEmpty()) {
      return JsonLines.readRows(file, parse, onBadLine);
    }
    checkArgument(
        arrays.size() == 1,
        "%s holds several arrays %s: leave only the one with the problems",
        file,
        arrays);
    return JsonArrays.read(file, arrays.get(0), parse, onBadLine);
  }

  private static String head(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw UnreadableFile.because(file, e);
    }
  }
}
