package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.SafetensorsReader;
import dev.o1pruner.model.checkpoint.SafetensorsWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights of more than a window, whose rows no window ends with. */
class WeightStorageTest {

  private static final int ROWS = 5;

  /** Five rows are 8 bytes over two windows; counts to five times that are exact in a float. */
  private static final int COLUMNS = (2 * WeightStorage.WINDOW / Float.BYTES + 2) / ROWS;

  private static final Shape SHAPE = new Shape(ROWS, COLUMNS);

  @TempDir Path temp;

  private static NDArray counting(NDManager manager, long first, long rows) {
    return manager
        .arange((int) first * COLUMNS, (int) (first + rows) * COLUMNS, 1, DataType.FLOAT32)
        .reshape(rows, COLUMNS);
  }

  @Test
  void rows_are_made_when_their_turn_comes_and_no_more_than_a_window_needs() {
    List<String> asked = new ArrayList<>();
    Path file = temp.resolve("w.safetensors");
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        WeightStorage storage = new WeightStorage(manager)) {
      int before = ManagedArrays.count(manager);
      SafetensorsWriter.write(
          file,
          List.of(
              storage.tensor(
                  new Weight("w", SHAPE),
                  Precision.F32,
                  (scope, first, count) -> {
                    asked.add(first + "+" + count);
                    return counting(scope, first, count);
                  })));
      assertThat(ManagedArrays.count(manager)).isEqualTo(before);
    }
    // a window is 2.5 rows, less a number
    assertThat(asked).containsExactly("0+3", "2+3", "4+1");
    assertCounting(file);
  }

  @Test
  void an_array_that_is_there_gets_the_values_of_a_file() {
    Path file = temp.resolve("w.safetensors");
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        WeightStorage storage = new WeightStorage(manager)) {
      NDArray numbers = counting(manager, 0, ROWS);
      Weight weight = new Weight("w", SHAPE);
      SafetensorsWriter.write(file, List.of(storage.tensor(weight, Precision.F32, numbers)));
      assertCounting(file);
      NDArray trained = manager.zeros(SHAPE);
      trained.setRequiresGradient(true);
      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        storage.assign(trained, Precision.F32, (offset, into) -> reader.read("w", offset, into));
      }
      assertThat(trained.hasGradient()).isTrue();
      trained.setRequiresGradient(false);
      assertThat(trained.contentEquals(numbers)).isTrue();
    }
  }

  @Test
  void a_copy_has_the_values_and_its_own_memory() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        WeightStorage storage = new WeightStorage(manager)) {
      NDArray numbers = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
      NDArray copy = storage.copy(new Shape(2, 3), Precision.F32, scope -> numbers);
      numbers.addi(1);

      assertThat(copy.getShape()).isEqualTo(new Shape(2, 3));
      assertThat(copy.toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  private static void assertCounting(Path file) {
    ByteBuffer bytes =
        ByteBuffer.allocate(ROWS * COLUMNS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.shape("w")).containsExactly(ROWS, COLUMNS);
      reader.read("w", 0, bytes);
    }
    bytes.flip();
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      if (bytes.getFloat() != i) {
        throw new AssertionError("number %d is wrong".formatted(i));
      }
    }
  }
}
