package dev.o1pruner.model.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import dev.o1pruner.run.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class ProductCacheTest {

  @Test
  void the_library_bounds_both_caches() throws Exception {
    assertThat(ChildJvm.output(List.of(), List.of(), Bounds.class)).containsExactly("64", "64");
  }

  @Test
  void what_the_environment_says_is_left_alone() throws Exception {
    assertThat(ChildJvm.output(List.of("env", "LRU_CACHE_CAPACITY=7"), List.of(), Bounds.class))
        .containsExactly("64", "7");
  }

  /** Prints what oneDNN and libtorch will read. */
  static final class Bounds {

    public static void main(String[] args) {
      ProductCache.bound();
      System.out.println(read("ONEDNN_PRIMITIVE_CACHE_CAPACITY"));
      System.out.println(read("LRU_CACHE_CAPACITY"));
    }

    private static String read(String variable) {
      return NativeLibrary.getProcess()
          .getFunction("getenv")
          .invokeString(new Object[] {variable}, false);
    }
  }
}
