package dev.o1pruner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import dev.o1pruner.model.checkpoint.SafetensorsWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way of writing a whole file, on a disk that has no room for it: a process of its own may
 * write no file of more than 64 KiB ({@code ulimit -f}), which fails as a full disk does. How
 * samples are appended on one is in RecordFileTest.
 */
class DiskFullTest {

  private static final int TOO_MUCH = 300_000;

  @TempDir Path temp;

  @Test
  void what_was_there_stays_and_the_message_names_file_and_reason() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "ulimit is of a shell");
    List<String> said =
        ChildJvm.output(
            List.of("/bin/sh", "-c", "ulimit -f 128 && exec \"$0\" \"$@\""), // of 512 bytes
            List.of("-XX:-UsePerfData"), // it would be a file of its own
            DiskFullTest.class,
            temp);

    assertThat(said)
        .containsExactly(
            "cannot write %s/text: File too large".formatted(temp),
            "cannot write %s/lines.jsonl: File too large".formatted(temp),
            "cannot write %s/weights.safetensors: File too large".formatted(temp),
            "cannot write %s/model.saving/b: File too large".formatted(temp));
    assertThat(temp.resolve("text")).hasContent("old");
    assertThat(temp.resolve("lines.jsonl")).hasContent("{\"old\":1}");
    assertThat(Files.size(temp.resolve("weights.safetensors"))).isLessThan(1000);
    assertThat(temp.resolve("model/a")).hasContent("old");
    assertThat(temp.resolve("model/b")).hasContent("old");
    try (Stream<Path> all = Files.walk(temp)) {
      assertThat(all.filter(Files::isRegularFile)).hasSize(5); // nothing is left that takes room
    }
    assertThat(temp.resolve("model.saving")).doesNotExist();
  }

  /** Writes little, which succeeds, then much. */
  public static void main(String[] args) {
    Path directory = Path.of(args[0]);
    write(directory, 1, "old");
    write(directory, TOO_MUCH, "new".repeat(TOO_MUCH / 3));
  }

  private static void write(Path directory, int bytes, String text) {
    attempt(() -> AtomicFiles.writeText(directory.resolve("text"), text));
    JsonObject line = new JsonObject();
    line.addProperty("old", 1);
    attempt(
        () ->
            JsonLines.write(
                directory.resolve("lines.jsonl"),
                Collections.nCopies(bytes == 1 ? 1 : TOO_MUCH / 10, line)));
    attempt(
        () ->
            SafetensorsWriter.write(
                directory.resolve("weights.safetensors"),
                List.of(
                    new SafetensorsWriter.Tensor(
                        "w",
                        "F32",
                        List.of((long) bytes),
                        4L * bytes,
                        () -> ByteBuffer.allocate(4 * bytes)))));
    attempt(
        () ->
            AtomicDirectory.replace(
                directory.resolve("model"),
                Map.of(
                    "a",
                    path -> Files.writeString(path, text.substring(0, 3)),
                    "b",
                    path -> Files.writeString(path, text)),
                name -> name.length() == 1));
  }

  private static void attempt(Runnable write) {
    try {
      write.run();
    } catch (UncheckedIOException e) {
      System.out.println(e.getMessage());
    }
  }
}
