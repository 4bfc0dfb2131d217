package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.io.CountingInputStream;
import com.google.gson.JsonParseException;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonLines.OnBadLine;
import dev.o1pruner.run.LineChecksum;
import dev.o1pruner.sampling.Solution;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is in a file of solutions, line by line: a line counts if it ends, fits its checksum and is
 * a solution.
 *
 * @param solutions by line number, from 1
 * @param damaged numbers of the lines that don't count, though they end
 * @param length bytes up to the end of the last line that ends
 * @param torn bytes after that
 */
record SampleScan(Map<Integer, Solution> solutions, Set<Integer> damaged, long length, long torn) {

  private static final int BUFFER_BYTES = 1 << 16;

  /** Told of each line, its end left out. */
  @FunctionalInterface
  interface OnLine {
    void accept(int number, byte[] line) throws IOException;
  }

  /**
   * Reads a file.
   *
   * @param onDamage told of each line that doesn't count; throws to refuse the file
   */
  static SampleScan of(Path file, OnBadLine onDamage) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(file, in, onDamage);
    }
  }

  /** Reads what is said to be the content of a file. */
  static SampleScan of(Path file, InputStream content, OnBadLine onDamage) throws IOException {
    CountingInputStream counted = new CountingInputStream(content);
    Map<Integer, Solution> solutions = new LinkedHashMap<>();
    Set<Integer> damaged = new TreeSet<>();
    long torn =
        lines(
            counted,
            (number, line) -> {
              try {
                String text = utf8(line);
                if (!text.isBlank()) {
                  solutions.put(number, solution(text));
                }
              } catch (IllegalArgumentException | JsonParseException e) {
                onDamage.accept(file, number, String.valueOf(e.getMessage()));
                damaged.add(number);
              }
            });
    return new SampleScan(solutions, damaged, counted.getCount() - torn, torn);
  }

  /** Reads each line that ends, and returns how many bytes follow. */
  static long lines(InputStream content, OnLine onLine) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream in = new BufferedInputStream(content, BUFFER_BYTES);
    int number = 1;
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        onLine.accept(number++, line.toByteArray());
        line.reset();
      } else {
        line.write(next);
      }
    }
    return line.size();
  }

  private static String utf8(byte[] line) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the line is not UTF-8 text, so that it was damaged", e);
    }
  }

  private static Solution solution(String text) {
    checkArgument(LineChecksum.isOn(text), "the line has no checksum at its end");
    return SampleLine.solution(Json.parseObject(LineChecksum.verified(text)));
  }
}
