package dev.o1pruner.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.Longs;
import dev.o1pruner.model.WeightLayout.Weight;
import dev.o1pruner.model.checkpoint.SafetensorsWriter.Tensor;
import dev.o1pruner.model.script.ScriptModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Moves weights between raw bytes and libtorch through a window of {@value #WINDOW} bytes, so that
 * loading, making or saving a model takes no memory beyond the model.
 */
public final class WeightStorage implements AutoCloseable {

  /** Bytes moved at once. */
  public static final int WINDOW = 16 << 20;

  /** Fills a buffer with bytes of a weight; called for one place after the other. */
  public interface Bytes {
    /** Fills the buffer with what is at this offset. */
    void read(long offset, ByteBuffer into);
  }

  private final NDManager manager;
  private final ScriptModule script;
  private ByteBuffer window = buffer(0);
  private ByteBuffer widened = buffer(0);

  /** Makes rows of a weight for as long as a manager lives. */
  interface Rows {
    NDArray get(NDManager scope, long first, long count);
  }

  /** The manager decides the device and owns the weights that are made. */
  public WeightStorage(NDManager manager) {
    this.manager = manager;
    this.script =
        ScriptModule.compile(
            WeightStorage.class, List.of("weights.py"), "Weights", Map.of(), manager);
  }

  /**
   * A new weight from stored bytes.
   *
   * @param stored what the bytes are
   * @param wanted how the weight is held
   */
  NDArray load(Shape shape, Precision stored, Precision wanted, Bytes bytes) {
    NDArray weight = allocate(shape, wanted);
    assign(weight, stored, bytes);
    return weight;
  }

  /** A new weight with the values of an array of its shape, which may be made for the while. */
  NDArray copy(Shape shape, Precision wanted, Function<NDManager, NDArray> values) {
    NDArray weight = allocate(shape, wanted);
    try (NDManager temporary = manager.newSubManager()) {
      script.infer(temporary, "fill", weight, 0L, values.apply(temporary));
    }
    return weight;
  }

  /**
   * Gives a weight the values of stored bytes.
   *
   * @param weight stays the same array, of its precision
   * @param stored what the bytes are
   */
  public void assign(NDArray weight, Precision stored, Bytes bytes) {
    long end = weight.size() * stored.bytes();
    window = atLeast(window, Math.min(WINDOW, end));
    for (long offset = 0; offset < end; offset += window.limit()) {
      window.clear().limit((int) Math.min(WINDOW, end - offset));
      bytes.read(offset, window);
      fill(weight, offset / stored.bytes(), window.flip(), stored);
    }
  }

  /** What a writer needs to store a weight, converting a piece at a time. */
  public Tensor tensor(Weight weight, Precision stored, NDArray values) {
    return inPieces(weight, stored, (begin, count) -> piece(values, begin, count, stored));
  }

  /** What a writer needs to store a matrix whose rows are made when their turn comes. */
  Tensor tensor(Weight matrix, Precision stored, Rows rows) {
    long width = matrix.shape().get(1);
    return inPieces(
        matrix,
        stored,
        (begin, count) -> {
          long first = begin / width;
          long end = (begin + count + width - 1) / width;
          try (NDManager temporary = manager.newSubManager()) {
            NDArray made = rows.get(temporary, first, end - first);
            return piece(made, begin - first * width, count, stored);
          }
        });
  }

  /** What a writer needs to store a weight whose 32-bit floats come from elsewhere, in order. */
  Tensor tensor(Weight weight, Precision stored, Bytes floats) {
    return inPieces(
        weight,
        stored,
        (begin, count) -> {
          try (NDArray exact = load(new Shape(count), Precision.F32, Precision.F32, floats)) {
            return piece(exact, 0, count, stored);
          }
        });
  }

  private interface Pieces {
    ByteBuffer get(long begin, long count);
  }

  private static Tensor inPieces(Weight weight, Precision stored, Pieces pieces) {
    long size = weight.size();
    long[] next = {0};
    Supplier<ByteBuffer> data =
        () -> {
          long begin = next[0];
          long count = Math.min(WINDOW / Float.BYTES, size - begin);
          next[0] += count;
          return pieces.get(begin, count);
        };
    return new Tensor(
        weight.name(),
        stored.safetensorsName(),
        Longs.asList(weight.shape().getShape()),
        size * stored.bytes(),
        data);
  }

  private NDArray allocate(Shape shape, Precision precision) {
    try (NDManager temporary = manager.newSubManager()) {
      NDArray weight =
          script
              .record(
                  temporary,
                  "allocate",
                  temporary.create(shape.getShape()),
                  temporary.create(precision.torchCode()))
              .get(0);
      weight.attach(manager);
      return weight;
    }
  }

  private void fill(NDArray weight, long begin, ByteBuffer bytes, Precision stored) {
    int count = bytes.remaining() / stored.bytes();
    try (NDManager temporary = manager.newSubManager()) {
      NDArray values =
          switch (stored) {
            case F32 -> temporary.create(bytes, new Shape(count), DataType.FLOAT32);
            case F16 -> temporary.create(bytes, new Shape(count), DataType.FLOAT16);
            case BF16 -> {
              widened = atLeast(widened, 2L * bytes.remaining());
              Bfloat16.widen(bytes, widened);
              yield temporary.create(widened, new Shape(count), DataType.FLOAT32);
            }
          };
      script.infer(temporary, "fill", weight, begin, values);
    }
  }

  private ByteBuffer piece(NDArray values, long begin, long count, Precision stored) {
    try (NDManager temporary = manager.newSubManager()) {
      ByteBuffer bytes =
          script
              .infer(temporary, "piece", values, begin, count, stored.torchCode())
              .get(0)
              .toByteBuffer();
      return stored == Precision.BF16 ? Bfloat16.narrow(bytes) : bytes;
    }
  }

  private static ByteBuffer atLeast(ByteBuffer buffer, long bytes) {
    return buffer.capacity() >= bytes ? buffer : buffer((int) bytes);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    script.close();
  }
}
