package dev.o1pruner.reward;

import static dev.o1pruner.reward.DrawnByNumber.SETTINGS;
import static dev.o1pruner.reward.DrawnByNumber.prompts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import dev.o1pruner.run.JsonLines.OnBadLine;
import dev.o1pruner.sampling.Solution;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No damage to a small file gives a wrong solution, or anything but a refusal that says where. */
class DamagedSamplesTest {

  private static final int PROBLEMS = 1;

  @TempDir Path temp;
  private Path file;
  private byte[] bytes;
  private List<Solution> whole;

  @BeforeEach
  void sample() throws IOException {
    file = temp.resolve("samples.jsonl");
    whole = draw(false);
    bytes = Files.readAllBytes(file);
  }

  private List<Solution> draw(boolean redraw) {
    return new ResumableSampler(new DrawnByNumber(), file, new JsonObject(), redraw, note -> {})
        .sample(prompts(PROBLEMS), SETTINGS);
  }

  /** Deletes first: some file systems force what replaces a file's content to disk, slowly. */
  private void replace(byte[] content) throws IOException {
    Files.delete(file);
    Files.write(file, content);
  }

  private SampleScan scan(byte[] content, OnBadLine onDamage) throws IOException {
    return SampleScan.of(file, new ByteArrayInputStream(content), onDamage);
  }

  private void assertWhole() throws IOException {
    assertThat(draw(false)).isEqualTo(whole); // nothing is damaged any more
    assertThat(SampleScan.of(file, OnBadLine.refuse()).solutions().values())
        .containsExactlyInAnyOrderElementsOf(whole);
  }

  @Test
  void cut_off_anywhere_it_is_completed() throws IOException {
    for (int length = 0; length < bytes.length; length++) {
      SampleScan scan = scan(Arrays.copyOf(bytes, length), OnBadLine.refuse());
      assertThat(whole.subList(0, scan.solutions().size()))
          .containsExactlyElementsOf(scan.solutions().values());
      assertThat(scan.length() + scan.torn()).isEqualTo(length);
    }
    for (int length = 0; length < bytes.length; length += 7) { // forced to disk, which takes time
      replace(Arrays.copyOf(bytes, length));
      assertThat(draw(false)).describedAs("%d bytes", length).isEqualTo(whole);
      assertThat(SampleScan.of(file, OnBadLine.refuse()).solutions().values())
          .containsExactlyElementsOf(whole);
    }
  }

  @Test
  void a_byte_of_any_other_value_never_gives_a_solution_that_was_not_drawn() throws IOException {
    for (int at = 0; at < bytes.length; at++) {
      for (int value = 1; value < 256; value++) {
        byte[] damaged = bytes.clone();
        damaged[at] ^= (byte) value;
        List<Integer> told = new ArrayList<>();
        SampleScan scan = scan(damaged, (path, line, reason) -> told.add(line));
        assertThat(whole)
            .describedAs("byte %d of value %d", at, damaged[at])
            .containsAll(scan.solutions().values());
        assertThat(told.size() + scan.torn()).isPositive();
        assertThat(scan.damaged()).containsExactlyElementsOf(told);
      }
    }
  }

  @Test
  void a_changed_byte_is_refused_by_line_or_drawn_again() throws IOException {
    for (int at = 0; at < bytes.length - 1; at += 11) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) (1 + at % 255);
      replace(damaged);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> draw(false))
          .withMessageMatching("(?s)\\Q" + file + "\\E:\\d: .*; delete the line, or .*");
      assertThat(file).hasBinaryContent(damaged);
      assertThat(draw(true)).isEqualTo(whole);
      assertWhole();
    }
  }

  @Test
  void bytes_left_out_or_put_in_never_give_a_solution_that_was_not_drawn() throws IOException {
    for (int at = 0; at < bytes.length - 1; at++) {
      byte[] longer = new byte[bytes.length + 1];
      System.arraycopy(bytes, 0, longer, 0, at);
      System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
      byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
      System.arraycopy(bytes, at + 1, shorter, at, shorter.length - at);
      for (byte[] damaged : List.of(longer, shorter)) {
        assertThat(whole)
            .containsAll(scan(damaged, (path, line, reason) -> {}).solutions().values());
      }
    }
  }

  @Test
  void a_hole_of_zeros_is_refused_or_drawn_again() throws IOException {
    // what a power failure may leave of blocks that were never written
    byte[] damaged = bytes.clone();
    Arrays.fill(damaged, bytes.length / 3, bytes.length / 2, (byte) 0);
    replace(damaged);
    assertThat(draw(true)).isEqualTo(whole);
    assertWhole();
  }

  @Test
  void a_changed_fingerprint_is_refused_and_the_solutions_stay() throws IOException {
    Path settings = ResumableSampler.settingsFile(file);
    byte[] written = Files.readAllBytes(settings);
    for (int at = 0; at < written.length; at++) {
      byte[] damaged = written.clone();
      damaged[at] ^= 1;
      Files.write(settings, damaged);
      try {
        draw(true);
        assertThat((char) written[at]).describedAs("byte %d", at).isIn(' ', '\n');
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).contains(file.toString());
      }
      assertThat(file).hasBinaryContent(bytes);
    }
  }
}
