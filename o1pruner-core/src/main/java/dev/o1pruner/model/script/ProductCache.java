package dev.o1pruner.model.script;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * How many products oneDNN keeps the code of, one for each size. Its own 1024 are 400 MiB once
 * solutions of enough different lengths were trained on (docs/benchmarks.md).
 */
final class ProductCache {

  /** A training step on solutions of one length has some 30 products. */
  private static final String PRODUCTS = "64";

  private ProductCache() {}

  /**
   * Has {@value #PRODUCTS} kept in this process, unless variables of the environment say otherwise.
   * Without effect once a product was computed.
   */
  static void bound() {
    if (!Platform.isWindows()) {
      setUnlessSet("ONEDNN_PRIMITIVE_CACHE_CAPACITY"); // oneDNN's own
      setUnlessSet("LRU_CACHE_CAPACITY"); // that of libtorch's layer above it
    }
  }

  private static void setUnlessSet(String variable) {
    int overwrite = 0;
    NativeLibrary.getProcess()
        .getFunction("setenv")
        .invokeInt(new Object[] {variable, PRODUCTS, overwrite});
  }
}
