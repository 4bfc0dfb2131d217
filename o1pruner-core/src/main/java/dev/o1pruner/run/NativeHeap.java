package dev.o1pruner.run;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Map;

/**
 * What the C library's allocator, from which libtorch takes tensors, does with memory that is
 * freed.
 *
 * <p>By glibc's defaults a tensor of some megabytes goes back to the system when it is freed, and
 * the next one is faulted in page by page and zeroed: with small models that is half the time of a
 * training step (docs/benchmarks.md). Kept, it serves the next tensor. This is a setting of the
 * whole process, so a launcher makes it, and a library doesn't: an application that embeds training
 * may call {@link #keepFreed} first thing in its {@code main}.
 */
public final class NativeHeap {

  // numbers of glibc's malloc.h
  private static final int M_TRIM_THRESHOLD = -1;
  private static final int M_MMAP_THRESHOLD = -3;
  private static final int M_ARENA_MAX = -8;

  /** The most that glibc takes: larger blocks go back to the system all the same. */
  private static final int LARGEST_KEPT = 32 << 20;

  private NativeHeap() {}

  /**
   * Has freed blocks of up to 32 MiB kept, in one heap for all threads that start from now on.
   * Resident memory then stays at its peak but for larger blocks.
   *
   * @param environment of the process ({@code System.getenv()}), which may say how glibc allocates
   *     ({@code MALLOC_..._}, {@code GLIBC_TUNABLES}) and then has its way
   * @return false, and nothing is changed, then or where the C library isn't glibc
   */
  public static boolean keepFreed(Map<String, String> environment) {
    if (!Platform.isLinux() || decides(environment)) {
      return false;
    }
    try {
      Function mallopt = NativeLibrary.getProcess().getFunction("mallopt");
      return set(mallopt, M_MMAP_THRESHOLD, LARGEST_KEPT)
          && set(mallopt, M_TRIM_THRESHOLD, Integer.MAX_VALUE)
          && set(mallopt, M_ARENA_MAX, 1);
    } catch (UnsatisfiedLinkError e) {
      return false; // another C library, such as musl
    }
  }

  private static boolean decides(Map<String, String> environment) {
    return environment.keySet().stream()
        .anyMatch(name -> name.startsWith("MALLOC_") || name.equals("GLIBC_TUNABLES"));
  }

  private static boolean set(Function mallopt, int parameter, int value) {
    return mallopt.invokeInt(new Object[] {parameter, value}) == 1;
  }
}
