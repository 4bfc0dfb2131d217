package dev.o1pruner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

  @TempDir Path temp;

  @Test
  void a_file_is_written_in_directories_that_were_missing() {
    Path file = temp.resolve("a").resolve("b").resolve("text");

    AtomicFiles.writeText(file, "π");

    assertThat(file).hasContent("π");
  }

  @Test
  void a_file_is_replaced_and_nothing_is_left_beside_it() {
    Path file = temp.resolve("text");

    AtomicFiles.writeText(file, "a long first text");
    AtomicFiles.writeText(file, "second");

    assertThat(file).hasContent("second");
    assertThat(temp).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void the_old_file_stays_until_the_new_one_is_whole() {
    Path file = temp.resolve("text");
    AtomicFiles.writeText(file, "old");

    AtomicFiles.write(
        file,
        temporary -> {
          Files.writeString(temporary, "new");
          assertThat(file).hasContent("old");
        });

    assertThat(file).hasContent("new");
  }

  @Test
  void a_failure_keeps_the_old_file_and_names_it() {
    Path file = temp.resolve("text");
    AtomicFiles.writeText(file, "old");

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    temporary -> {
                      Files.writeString(temporary, "ha");
                      throw new IOException("disk full");
                    }))
        .withMessage("cannot write " + file + ": disk full");
    assertThat(file).hasContent("old");
  }

  @Test
  void an_interrupted_thread_writes_like_any_other_and_stays_interrupted() {
    Path file = temp.resolve("text");

    Thread.currentThread().interrupt();
    AtomicFiles.writeText(file, "whole");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).hasContent("whole");
  }

  @Test
  void what_an_interrupted_write_left_does_not_show_in_the_next() throws IOException {
    Path file = temp.resolve("text");
    Files.writeString(temp.resolve("text.tmp"), "a long half-written text");

    AtomicFiles.writeText(file, "whole");

    assertThat(file).hasContent("whole");
  }
}
