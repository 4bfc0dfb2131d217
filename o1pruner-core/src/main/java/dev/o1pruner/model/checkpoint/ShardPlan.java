package dev.o1pruner.model.checkpoint;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.model.checkpoint.SafetensorsWriter.Tensor;
import dev.o1pruner.run.AtomicFiles;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which tensors go into which weight file.
 *
 * @param files tensors by file name, in the order they are written
 */
public record ShardPlan(Map<String, List<Tensor>> files) {

  /** Copies the map. */
  public ShardPlan {
    files = ImmutableMap.copyOf(files);
  }

  /** Bytes of tensors per file unless set otherwise: Hugging Face's 5 GB. */
  public static final long DEFAULT_MAX_BYTES = 5_000_000_000L;

  /**
   * Fills one file after the other, as Hugging Face's {@code split_torch_state_dict_into_shards}
   * does; a tensor over the limit gets a file of its own.
   *
   * @param maxBytes most bytes of tensors in a file
   */
  public static ShardPlan split(List<Tensor> tensors, long maxBytes) {
    checkArgument(maxBytes > 0, "a file of at most %s bytes holds no tensor", maxBytes);
    List<List<Tensor>> shards = new ArrayList<>(List.of(new ArrayList<>()));
    long size = 0;
    for (Tensor tensor : tensors) {
      if (size > 0 && size + tensor.bytes() > maxBytes) {
        shards.add(new ArrayList<>());
        size = 0;
      }
      shards.get(shards.size() - 1).add(tensor);
      size += tensor.bytes();
    }
    return ofShards(shards);
  }

  private static ShardPlan ofShards(Collection<List<Tensor>> shards) {
    Map<String, List<Tensor>> files = new LinkedHashMap<>();
    for (List<Tensor> shard : shards) {
      files.put(
          shards.size() == 1
              ? ModelDirectory.WEIGHTS
              : "model-%05d-of-%05d.safetensors".formatted(files.size() + 1, shards.size()),
          shard);
    }
    return new ShardPlan(files);
  }

  /**
   * The files a model came in: each tensor where it was, or all in one file. Files with names of
   * their own get the usual ones.
   */
  public static ShardPlan like(ModelDirectory directory, List<Tensor> tensors) {
    if (!directory.files().containsKey(WeightIndex.FILE)) {
      return new ShardPlan(Map.of(ModelDirectory.WEIGHTS, tensors));
    }
    Map<String, String> fileOf = directory.index().fileOf();
    SortedMap<String, List<Tensor>> shards = new TreeMap<>();
    for (Tensor tensor : tensors) {
      String file = fileOf.get(tensor.name());
      checkState(file != null, "the index of %s has lost %s", directory.source(), tensor.name());
      shards.computeIfAbsent(file, name -> new ArrayList<>()).add(tensor);
    }
    return ofShards(shards.values());
  }

  /**
   * What to write: every weight file, and the index unless there is only {@code model.safetensors}.
   */
  Map<String, AtomicFiles.Content> contents() {
    Map<String, AtomicFiles.Content> contents = new LinkedHashMap<>();
    Map<String, String> fileOf = new LinkedHashMap<>();
    long total = 0;
    for (Map.Entry<String, List<Tensor>> file : files.entrySet()) {
      for (Tensor tensor : file.getValue()) {
        fileOf.put(tensor.name(), file.getKey());
        total += tensor.bytes();
      }
      contents.put(file.getKey(), path -> SafetensorsWriter.writeTo(path, file.getValue()));
    }
    if (!files.keySet().equals(Set.of(ModelDirectory.WEIGHTS))) {
      String index = new WeightIndex(fileOf).text(total);
      contents.put(WeightIndex.FILE, path -> Files.writeString(path, index));
    }
    return contents;
  }
}
