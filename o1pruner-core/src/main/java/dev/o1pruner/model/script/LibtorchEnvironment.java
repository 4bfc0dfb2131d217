package dev.o1pruner.model.script;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What libtorch reads from the environment once, when it first needs it: set in this process,
 * unless the environment says otherwise. The figures behind it are in docs/benchmarks.md.
 */
final class LibtorchEnvironment {

  /** A training step on solutions of one length has some 30 products. */
  private static final String PRODUCTS = "64";

  private static final Map<String, String> VALUES = new LinkedHashMap<>();

  static {
    // how many products, one for each size, the code is kept of: oneDNN's own 1024 are 400 MiB once
    // solutions of enough different lengths were trained on
    VALUES.put("ONEDNN_PRIMITIVE_CACHE_CAPACITY", PRODUCTS);
    VALUES.put("LRU_CACHE_CAPACITY", PRODUCTS); // that of libtorch's layer above it
    // large arrays in pages of 2 MiB: fewer to take from the system, and to look up
    VALUES.put("THP_MEM_ALLOC_ENABLE", "1");
  }

  private LibtorchEnvironment() {}

  /** Sets all of it. Without effect on what libtorch has read already. */
  static void set() {
    if (!Platform.isWindows()) {
      VALUES.forEach(LibtorchEnvironment::setUnlessSet);
    }
  }

  private static void setUnlessSet(String variable, String value) {
    int overwrite = 0;
    NativeLibrary.getProcess()
        .getFunction("setenv")
        .invokeInt(new Object[] {variable, value, overwrite});
  }
}
