package dev.o1pruner.model.checkpoint;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import dev.o1pruner.run.FileHash;
import dev.o1pruner.run.UnreadableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which model something came from, whatever its directory is called: SHA-256 in hexadecimal. */
public final class ModelHash {

  private ModelHash() {}

  /** One hash of configuration, tokenizer and the other small files. */
  public static String files(ModelDirectory directory) {
    Hasher text = Hashing.sha256().newHasher();
    new TreeMap<>(directory.files())
        .forEach(
            (name, bytes) -> text.putUnencodedChars(name).putInt(bytes.length).putBytes(bytes));
    return text.hash().toString();
  }

  /** One hash of all weight files, shards included. */
  public static String weights(Path directory) {
    Hasher weights = Hashing.sha256().newHasher();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(ModelHash::holdsWeights).sorted().toList()) {
        weights.putUnencodedChars(file.getFileName().toString());
        weights.putBytes(MoreFiles.asByteSource(file).hash(Hashing.sha256()).asBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s: %s".formatted(directory, e.getMessage()), e);
    }
    return weights.hash().toString();
  }

  /**
   * The hash of each file of a model: configuration, tokenizer, the other small ones, weights.
   *
   * @return by file name, sorted
   */
  public static Map<String, String> each(Path directory) {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (holdsWeights(file) || ModelDirectory.isModelFile(name)) {
          hashes.put(name, FileHash.of(file));
        }
      }
    } catch (IOException e) {
      throw UnreadableFile.because(directory, e);
    }
    return hashes;
  }

  private static boolean holdsWeights(Path file) {
    return file.toString().endsWith(".safetensors");
  }
}
