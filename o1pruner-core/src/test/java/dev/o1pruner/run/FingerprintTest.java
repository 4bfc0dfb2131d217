package dev.o1pruner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {

  @TempDir Path folder;

  private Fingerprint fingerprint(String name, Map<String, ?> parts) {
    return Fingerprint.of(folder.resolve(name), parts);
  }

  @Test
  void what_was_claimed_is_claimed_again_whatever_type_its_numbers_had() {
    Fingerprint.claim(List.of(fingerprint("a.json", Map.of("seed", 1L, "rates", List.of(0.5)))));
    Fingerprint.claim(List.of(fingerprint("a.json", Map.of("seed", 1, "rates", List.of(0.5f)))));
    assertThat(Json.readObject(folder.resolve("a.json")).get("seed").getAsInt()).isEqualTo(1);
  }

  @Test
  void nothing_is_written_if_any_of_them_differs() {
    Fingerprint.claim(List.of(fingerprint("b.json", Map.of("seed", 1))));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Fingerprint.claim(
                    List.of(
                        fingerprint("a.json", Map.of("seed", 2)),
                        fingerprint("b.json", Map.of("seed", 2)))))
        .withMessage(
            "%s is of results with another seed (1, now 2): give another path, or the old setting",
            folder.resolve("b.json"));
    assertThat(folder.resolve("a.json")).doesNotExist();
  }

  @Test
  void all_differences_are_told_by_name() {
    JsonObject before = Json.parseObject("{\"b\":1,\"a\":\"x\",\"same\":[1]}");
    JsonObject now = Json.parseObject("{\"b\":2,\"c\":null,\"same\":[1]}");
    assertThat(Fingerprint.differences(before, now))
        .extracting(Fingerprint.Difference::toString)
        .containsExactly("a (\"x\", now none)", "b (1, now 2)", "c (none, now null)");
  }
}
