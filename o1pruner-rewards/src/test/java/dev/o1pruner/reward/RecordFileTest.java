package dev.o1pruner.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.base.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RecordFileTest {

  private final FailingDevice device = new FailingDevice();
  private long nanos;
  private final RecordFile file =
      new RecordFile(
          device,
          new Ticker() {
            @Override
            public long read() {
              return nanos;
            }
          },
          0,
          0);

  /** A device in memory that fails when told to. */
  private static final class FailingDevice implements RecordFile.Device {

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int room = Integer.MAX_VALUE;
    private int forces;
    private boolean failsToForce;
    private boolean failsToTruncate;

    @Override
    public void write(byte[] bytes) throws IOException {
      content.write(bytes, 0, Math.min(bytes.length, room));
      if (bytes.length > room) {
        room = 0;
        throw new IOException("No space left on device");
      }
      room -= bytes.length;
    }

    @Override
    public void truncate(long length) throws IOException {
      if (failsToTruncate) {
        throw new IOException("can't truncate");
      }
      byte[] kept = Arrays.copyOf(content.toByteArray(), (int) length);
      content.reset();
      content.write(kept);
    }

    @Override
    public void force() throws IOException {
      forces++;
      if (failsToForce) {
        failsToForce = false; // as Linux does: a second try succeeds, and the data is lost
        throw new IOException("Input/output error");
      }
    }

    @Override
    public void close() {}

    String text() {
      return content.toString(StandardCharsets.US_ASCII);
    }
  }

  private void append(String record) throws IOException {
    file.append(record.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void records_are_forced_once_a_second_and_at_the_end() throws IOException {
    append("a");
    nanos = RecordFile.FORCE_NANOS - 1;
    append("b");
    assertThat(device.forces).isZero();
    nanos = RecordFile.FORCE_NANOS;
    append("c");
    assertThat(device.forces).isEqualTo(1);
    assertThat(file.forced()).isEqualTo(3);
    append("d");
    assertThat(file.forced()).isEqualTo(3);
    file.close();
    assertThat(device.forces).isEqualTo(2);
    assertThat(file.forced()).isEqualTo(4);
  }

  @Test
  void nothing_is_forced_without_a_record() throws IOException {
    file.close();
    assertThat(device.forces).isZero();
  }

  @Test
  void half_a_record_is_taken_back_and_the_earlier_ones_are_forced() throws IOException {
    append("first\n");
    device.room = 3;
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> append("second\n"))
        .withMessage("No space left on device");
    assertThat(device.text()).isEqualTo("first\n");
    assertThat(file.forced()).isEqualTo(1);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> append("third\n"))
        .withMessage("an earlier write failed");
    file.close();
  }

  @Test
  void half_a_record_that_cannot_be_taken_back_stays_the_last() throws IOException {
    append("first\n");
    device.room = 3;
    device.failsToTruncate = true;
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> append("second\n"));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> append("third\n"));
    file.close();
    assertThat(device.text()).isEqualTo("first\nsec");
    assertThat(file.forced()).isZero();
  }

  @Test
  void records_that_could_not_be_forced_are_never_called_safe() throws IOException {
    append("first\n");
    device.failsToForce = true;
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(file::close)
        .withMessage("Input/output error");
    file.close();
    assertThat(device.forces).isEqualTo(1);
    assertThat(file.forced()).isZero();
  }
}
