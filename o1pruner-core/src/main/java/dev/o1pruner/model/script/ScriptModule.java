package dev.o1pruner.model.script;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import com.google.common.io.Resources;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A compiled TorchScript module. Only the classes of this package know how DJL calls into libtorch,
 * so that a DJL upgrade touches no other.
 *
 * <p>The module holds no weights: arrays come in as arguments and results belong to the manager
 * given with the call. Threads may call it, and other modules, at the same time: gradient mode and
 * the executor's setting are the thread's.
 */
public final class ScriptModule implements AutoCloseable {

  private final PtSymbolBlock block;

  private ScriptModule(PtSymbolBlock block) {
    this.block = block;
  }

  /**
   * Compiles a script shipped as class path resources.
   *
   * @param owner class whose package holds the resources
   * @param resources file names, such as {@code language_model.py}; one text, in this order
   * @param className the module class in it
   * @param attributes every attribute it declares: Integer, Double, Boolean, ImmutableDoubleArray
   * @param manager decides the device; the module is closed with it at the latest
   * @throws ai.djl.engine.EngineException if it isn't valid, or calls what this libtorch lacks
   */
  public static ScriptModule compile(
      Class<?> owner,
      List<String> resources,
      String className,
      Map<String, Object> attributes,
      NDManager manager) {
    LibtorchEnvironment.set();
    try {
      StringBuilder source = new StringBuilder();
      for (String resource : resources) {
        source.append(
            Resources.toString(Resources.getResource(owner, resource), StandardCharsets.UTF_8));
      }
      byte[] archive = TorchScriptArchive.pack(className, source.toString(), attributes);
      // The profiling executor would specialise on shapes that change from batch to batch. It is a
      // setting of the thread, like gradient mode.
      JniUtils.setGraphExecutorOptimize(false);
      return new ScriptModule(
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), false, false));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read script " + resources, e);
    }
  }

  /**
   * Calls a method without recording gradients. Its results can't take part in a later backward.
   *
   * @param results owns the arrays that come back
   * @param arguments NDArray, {@code List<NDArray>}, Integer, Long, Double or Boolean
   */
  public NDList infer(NDManager results, String method, Object... arguments) {
    JniUtils.setGraphExecutorOptimize(false);
    IValue[] values = new IValue[arguments.length];
    try {
      for (int i = 0; i < arguments.length; i++) {
        values[i] = value(arguments[i]);
      }
      try (IValue result = IValueUtils.runMethod(block, method, values)) {
        return result.isLong() || result.isDouble() || result.isBoolean()
            ? new NDList()
            : result.toNDList((PtNDManager) results);
      }
    } finally {
      for (IValue value : values) {
        if (value != null) {
          value.close();
        }
      }
    }
  }

  /**
   * Calls a method with gradients recorded through every argument that requires them.
   *
   * @param results owns the arrays that come back
   * @param arguments NDArray or non-empty {@code List<NDArray>}: this route takes no scalars
   */
  public NDList record(NDManager results, String method, Object... arguments) {
    boolean gradMode = JniUtils.isGradMode();
    // Gradient mode belongs to the thread and differs between the first and later ones.
    JniUtils.setGradMode(true);
    JniUtils.setGraphExecutorOptimize(false);
    try (NDArray marker = results.create(0)) {
      marker.setName("module_method:" + method);
      NDList inputs = new NDList(marker);
      for (int i = 0; i < arguments.length; i++) {
        if (arguments[i] instanceof NDArray array) {
          array.setName(null);
          inputs.add(array);
        } else {
          List<?> list = (List<?>) arguments[i];
          checkArgument(!list.isEmpty(), "list argument %s of %s is empty", i, method);
          for (Object element : list) {
            NDArray array = (NDArray) element;
            array.setName("list" + i + "[]"); // DJL's way of saying which arrays form a list
            inputs.add(array);
          }
        }
      }
      return IValueUtils.forward(block, inputs, true);
    } finally {
      JniUtils.setGradMode(gradMode);
    }
  }

  private static IValue value(Object argument) {
    if (argument instanceof NDArray array) {
      return IValue.from((PtNDArray) array);
    }
    if (argument instanceof List<?> list) {
      return IValue.listFrom(list.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }
    if (argument instanceof Integer || argument instanceof Long) {
      return IValue.from(((Number) argument).longValue());
    }
    if (argument instanceof Double number) {
      return IValue.from((double) number);
    }
    if (argument instanceof Boolean flag) {
      return IValue.from((boolean) flag);
    }
    throw new IllegalArgumentException("a script can't take " + argument);
  }

  @Override
  public void close() {
    block.close();
  }
}
