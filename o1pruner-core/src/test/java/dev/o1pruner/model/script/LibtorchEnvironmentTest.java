package dev.o1pruner.model.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import dev.o1pruner.run.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class LibtorchEnvironmentTest {

  @Test
  void the_library_bounds_both_caches_and_asks_for_large_pages() throws Exception {
    assertThat(ChildJvm.output(List.of(), List.of(), Variables.class))
        .containsExactly("64", "64", "1");
  }

  @Test
  void what_the_environment_says_is_left_alone() throws Exception {
    assertThat(ChildJvm.output(List.of("env", "LRU_CACHE_CAPACITY=7"), List.of(), Variables.class))
        .containsExactly("64", "7", "1");
  }

  /** Prints what libtorch will read. */
  static final class Variables {

    public static void main(String[] args) {
      LibtorchEnvironment.set();
      System.out.println(read("ONEDNN_PRIMITIVE_CACHE_CAPACITY"));
      System.out.println(read("LRU_CACHE_CAPACITY"));
      System.out.println(read("THP_MEM_ALLOC_ENABLE"));
    }

    private static String read(String variable) {
      return NativeLibrary.getProcess()
          .getFunction("getenv")
          .invokeString(new Object[] {variable}, false);
    }
  }
}
