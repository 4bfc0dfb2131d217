package dev.o1pruner.model.checkpoint;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The stored weights of a model directory: {@code model.safetensors}, or else the shards that
 * {@code model.safetensors.index.json} names; or those of any one file. Reads bytes where they are
 * asked for and maps nothing, so the files may be replaced or deleted as soon as this is closed.
 */
public final class WeightFiles implements AutoCloseable {

  private final Path location;
  private final Map<String, SafetensorsReader> byFile;
  private final Map<String, SafetensorsReader> byTensor = new LinkedHashMap<>();

  private WeightFiles(Path location, Map<String, SafetensorsReader> byFile) {
    this.location = location;
    this.byFile = byFile;
    byFile.values().forEach(reader -> reader.names().forEach(name -> byTensor.put(name, reader)));
  }

  /**
   * Opens every weight file of a directory and checks headers and index against each other.
   *
   * @throws IllegalArgumentException if weights are missing, malformed, in another format, or not
   *     where the index says
   */
  public static WeightFiles open(ModelDirectory directory) {
    Path folder = directory.source();
    Path single = folder.resolve(ModelDirectory.WEIGHTS);
    if (Files.exists(single)) {
      return single(single);
    }
    Path index = folder.resolve(WeightIndex.FILE);
    if (!directory.files().containsKey(WeightIndex.FILE)) {
      OtherFormats.refuse(folder);
      throw new IllegalArgumentException(
          "model file %s does not exist, nor does %s beside it"
              .formatted(single, WeightIndex.FILE));
    }
    return openShards(folder, index, directory.index());
  }

  /**
   * Opens one file of any name.
   *
   * @throws IllegalArgumentException if it is missing or malformed
   */
  public static WeightFiles single(Path file) {
    return new WeightFiles(file, Map.of(file.toString(), SafetensorsReader.open(file)));
  }

  private static WeightFiles openShards(Path folder, Path indexFile, WeightIndex index) {
    Map<String, SafetensorsReader> readers = new LinkedHashMap<>();
    try {
      for (String name : new TreeSet<>(index.fileOf().values())) {
        readers.put(name, SafetensorsReader.open(inside(folder, name, indexFile)));
      }
      readers.forEach((file, reader) -> checkNamed(reader, file, index, indexFile));
      index
          .fileOf()
          .forEach(
              (tensor, file) ->
                  checkArgument(
                      contains(readers, file, tensor),
                      "%s says tensor %s is in %s, which has none of this name",
                      indexFile,
                      Quote.of(tensor),
                      file));
      return new WeightFiles(indexFile, readers);
    } catch (RuntimeException e) {
      readers.values().forEach(SafetensorsReader::close);
      throw e;
    }
  }

  private static boolean contains(
      Map<String, SafetensorsReader> readers, String file, String tensor) {
    SafetensorsReader reader = readers.get(file);
    return reader != null && reader.contains(tensor);
  }

  private static void checkNamed(
      SafetensorsReader reader, String file, WeightIndex index, Path indexFile) {
    for (String tensor : reader.names()) {
      String named = index.fileOf().get(tensor);
      checkArgument(
          named != null,
          "%s has tensor %s, which %s does not name",
          file,
          Quote.of(tensor),
          indexFile);
      checkArgument(
          named.equals(file),
          "%s has tensor %s, which %s says is in %s",
          file,
          Quote.of(tensor),
          indexFile,
          named);
    }
  }

  /** A shard that really lies in the directory. */
  private static Path inside(Path folder, String name, Path indexFile) {
    Path file = folder.resolve(name);
    checkArgument(Files.isRegularFile(file), "%s names %s, which does not exist", indexFile, name);
    Links.check(folder, file, "%s names %s,".formatted(indexFile, name));
    return file;
  }

  /** The file with the weights, or their index: for messages. */
  public Path location() {
    return location;
  }

  /** The names of all tensors. */
  public Set<String> names() {
    return byTensor.keySet();
  }

  /** Whether there is a tensor of this name. */
  public boolean contains(String name) {
    return byTensor.containsKey(name);
  }

  /** The dtype name of a tensor, such as {@code BF16}. */
  public String dtype(String name) {
    return reader(name).dtype(name);
  }

  /** The dimensions of a tensor. */
  public long[] shape(String name) {
    return reader(name).shape(name);
  }

  /** Fills a buffer with raw bytes of a tensor; see {@link SafetensorsReader#read}. */
  public void read(String name, long offset, ByteBuffer into) {
    reader(name).read(name, offset, into);
  }

  private SafetensorsReader reader(String name) {
    SafetensorsReader reader = byTensor.get(name);
    checkArgument(reader != null, "%s has no tensor %s", location, name);
    return reader;
  }

  @Override
  public void close() {
    byFile.values().forEach(SafetensorsReader::close);
  }
}
