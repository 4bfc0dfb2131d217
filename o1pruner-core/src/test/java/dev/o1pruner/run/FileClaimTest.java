package dev.o1pruner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileClaimTest {

  private static final long SELF = ProcessHandle.current().pid();

  @TempDir Path temp;
  private Path file;

  @BeforeEach
  void name_file() {
    file = temp.resolve("samples.jsonl");
  }

  private void assertRefused(String holder) {
    assertThatIllegalStateException()
        .isThrownBy(() -> FileClaim.take(file))
        .withMessageStartingWith(file + " is being written by " + holder)
        .withMessageEndingWith("wait until that ends, or give another path");
  }

  @Test
  void a_second_object_of_the_same_process_is_refused_until_the_first_is_closed() {
    FileClaim first = FileClaim.take(file);
    assertRefused("this very process " + SELF + " on ");
    first.close();
    FileClaim second = FileClaim.take(file);
    first.close(); // closed twice, it gives up nothing of the second's
    assertRefused("this very process");
    second.close();
    FileClaim.take(file).close();
  }

  @Test
  void a_second_thread_is_refused() {
    try (FileClaim claim = FileClaim.take(file)) {
      assertThat(claim).isNotNull();
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> CompletableFuture.runAsync(() -> FileClaim.take(file)).join())
          .withCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void a_directory_is_claimed_by_a_lock_in_it() throws Exception {
    file = temp.resolve("run");
    try (ClaimingProcess other = ClaimingProcess.start(temp.resolve("other"))) {
      assertThat(other.says()).isEqualTo(ClaimingProcess.HELD);
      FileClaim claim = FileClaim.takeDirectory(file); // made, since it is missing
      try (claim) {
        assertThat(file.resolve("run.lock")).exists();
        assertThatIllegalStateException()
            .isThrownBy(() -> FileClaim.takeDirectory(temp.resolve(".").resolve("run")))
            .withMessageContaining("run is being written by this very process " + SELF);
      }
    }
    FileClaim.takeDirectory(file).close();
  }

  @Test
  void another_path_to_the_same_file_is_the_same_claim() {
    try (FileClaim claim = FileClaim.take(temp.resolve(".").resolve("file"))) {
      assertThat(claim).isNotNull();
      file = temp.resolve("file");
      assertRefused("this very process");
    }
  }

  @Test
  void another_process_is_refused_even_after_this_one_was() throws Exception {
    try (FileClaim claim = FileClaim.take(file)) {
      assertThat(claim).isNotNull();
      // closing any channel of the lock file would give the lock up
      assertRefused("this very process");
      try (ClaimingProcess other = ClaimingProcess.start(file)) {
        assertThat(other.says())
            .startsWith(file + " is being written by process " + SELF + " on ")
            .contains(", since 20");
      }
    }
  }

  @Test
  void the_claim_of_another_process_names_it_and_ends_with_it() throws Exception {
    try (ClaimingProcess other = ClaimingProcess.start(file)) {
      assertThat(other.says()).isEqualTo(ClaimingProcess.HELD);
      assertRefused("process " + other.pid() + " on ");
      assertRefused("process " + other.pid() + " on ");
    }
    assertThat(FileClaim.lockFile(file)).exists(); // not its being there is the lock
    FileClaim.take(file).close();
    assertThat(FileClaim.lockFile(file)).isEmptyFile();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // links need rights there
  void the_lock_under_another_name_is_refused_and_not_given_up() throws Exception {
    Path other = temp.resolve("other.jsonl");
    try (FileClaim claim = FileClaim.take(other)) {
      assertThat(claim).isNotNull();
      Files.createSymbolicLink(FileClaim.lockFile(file), FileClaim.lockFile(other));
      assertRefused("process " + SELF + " on ");
      try (ClaimingProcess process = ClaimingProcess.start(other)) {
        assertThat(process.says()).startsWith(other + " is being written by process " + SELF);
      }
    }
  }

  @Test
  void a_holder_that_cannot_be_told_is_another_process() {
    assertThat(ClaimHolder.describe("")).isEqualTo("another process");
    assertThat(ClaimHolder.describe("{\"pid\":1}")).isEqualTo("another process");
    assertThat(
            ClaimHolder.describe(
                "{\"pid\":7,\"host\":\"a\",\"since\":\"now\",\"command\":\"java\\nX\"}"))
        .isEqualTo("process 7 on a, since now (java X)");
  }

  @Test
  void a_lock_that_cannot_be_made_is_one_sentence() throws IOException {
    Path inside = Files.createFile(temp.resolve("file")).resolve("samples.jsonl");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> FileClaim.take(inside))
        .withMessage(
            "cannot lock %s.lock, so that nothing is written to %s: %s is in the way",
            inside, inside, temp.resolve("file"));
  }
}
