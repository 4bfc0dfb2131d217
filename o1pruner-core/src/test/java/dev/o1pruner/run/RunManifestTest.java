package dev.o1pruner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunManifestTest {

  @TempDir Path folder;

  @Test
  void it_says_on_what_with_what_and_when_a_run_was() throws IOException {
    Path input = Files.writeString(folder.resolve("input.txt"), "abc");
    Path file = folder.resolve("manifest.json");

    RunManifest.start(3, Map.of("seed", 7)).putFile("input", input).put("extra", "x").write(file);

    JsonObject manifest = Json.readObject(file);
    JsonObject versions = manifest.getAsJsonObject("versions");
    assertThat(versions.keySet()).containsExactly("o1pruner", "djl", "libtorch", "java", "os");
    // filled in by the build
    assertThat(versions.get("o1pruner").getAsString()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(versions.get("djl").getAsString()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(versions.get("libtorch").getAsString()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(versions.get("java").getAsString()).startsWith(Runtime.version() + ", ");
    assertThat(versions.get("os").getAsString()).isNotBlank();
    JsonObject machine = manifest.getAsJsonObject("machine");
    assertThat(machine.keySet())
        .containsExactly("architecture", "processor", "processors", "threads", "maxHeapBytes");
    assertThat(machine.get("threads").getAsInt()).isEqualTo(3);
    assertThat(manifest.getAsJsonObject("settings").get("seed").getAsInt()).isEqualTo(7);
    // FIPS 180-2, appendix B.1
    assertThat(manifest.getAsJsonObject("input").get("sha256").getAsString())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(manifest.getAsJsonObject("input").get("bytes").getAsInt()).isEqualTo(3);
    assertThat(Instant.parse(manifest.get("started").getAsString()))
        .isBeforeOrEqualTo(Instant.parse(manifest.get("finished").getAsString()));
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileHash.of(folder.resolve("gone")))
        .withMessage("file %s does not exist", folder.resolve("gone"));
  }
}
