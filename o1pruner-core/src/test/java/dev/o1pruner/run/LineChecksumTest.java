package dev.o1pruner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class LineChecksumTest {

  private static String line(String json) {
    return Json.gson().toJson(LineChecksum.add(Json.parseObject(json)));
  }

  @Test
  void it_is_the_last_field_and_of_all_bytes_before() {
    // computed bit by bit from the polynomial 82f63b78, of the UTF-8 bytes of {"text":"é","n":1
    assertThat(line("{\"text\":\"é\",\"n\":1}"))
        .isEqualTo("{\"text\":\"é\",\"n\":1,\"crc32c\":\"3e4d70ba\"}");
    CRC32C check = new CRC32C();
    check.update("123456789".getBytes(StandardCharsets.US_ASCII));
    assertThat(check.getValue()).isEqualTo(0xe3069283L); // the check value of RFC 3720's CRC
  }

  @Test
  void a_line_is_verified_and_read_without_it() {
    String line = line("{\"n\":1}");
    assertThat(LineChecksum.isOn(line)).isTrue();
    assertThat(LineChecksum.verified(line)).isEqualTo("{\"n\":1}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LineChecksum.verified(line.replace("1,", "2,")))
        .withMessageContaining("the line doesn't fit its checksum (")
        .withMessageContaining("it was damaged, or changed by other hands");
  }

  @Test
  void a_line_without_one_is_left_as_it_is() {
    for (String line : new String[] {"", "{}", "{\"n\":1}", "{\"crc32c\":\"00000000\"}", "no"}) {
      assertThat(LineChecksum.isOn(line)).isFalse();
      assertThat(LineChecksum.verified(line)).isEqualTo(line);
    }
  }

  @Test
  void an_older_checksum_is_replaced() {
    JsonObject line = Json.parseObject("{\"crc32c\":\"00000000\",\"n\":1}");
    assertThat(Json.gson().toJson(LineChecksum.add(line))).isEqualTo(line("{\"n\":1}"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LineChecksum.add(new JsonObject()))
        .withMessage("an object without fields takes no checksum");
  }

  @Test
  void every_bit_that_flips_is_noticed() {
    String line = line("{\"text\":\"abc\",\"n\":17}");
    int content = line.indexOf(",\"crc32c");
    for (int at = 0; at < line.length(); at++) {
      for (int bit = 0; bit < 7; bit++) {
        char[] flipped = line.toCharArray();
        flipped[at] ^= (char) (1 << bit);
        String text = new String(flipped);
        // a line that has lost the mark of its checksum has none
        if (at < content || (at >= content + 11 && at < content + 19)) {
          assertThatIllegalArgumentException().isThrownBy(() -> LineChecksum.verified(text));
        } else {
          assertThat(LineChecksum.isOn(text)).isFalse();
        }
      }
    }
  }
}
