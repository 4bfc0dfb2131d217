package dev.o1pruner.run;

import ai.djl.engine.Engine;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Which software and which machine this is. */
public final class RuntimeVersions {

  private static final String LIBTORCH = "PyTorch";
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private RuntimeVersions() {}

  /** Versions by name: o1pruner, djl, libtorch, java (with its vendor), os. */
  public static Map<String, String> all() {
    OperatingSystemMXBean os = ManagementFactory.getOperatingSystemMXBean();
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("o1pruner", own());
    versions.put("djl", Engine.getDjlVersion());
    versions.put("libtorch", Engine.getEngine(LIBTORCH).getVersion());
    versions.put(
        "java", Runtime.version() + ", " + ManagementFactory.getRuntimeMXBean().getVmVendor());
    versions.put("os", os.getName() + " " + os.getVersion());
    return versions;
  }

  /**
   * What else results may depend on in their last bits, and how long they take.
   *
   * @param threads that libtorch computes with
   */
  public static Map<String, Object> machine(int threads) {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("architecture", ManagementFactory.getOperatingSystemMXBean().getArch());
    machine.put("processor", processor());
    machine.put("processors", Runtime.getRuntime().availableProcessors());
    machine.put("threads", threads);
    machine.put("maxHeapBytes", Runtime.getRuntime().maxMemory());
    return machine;
  }

  /** Maven's version of this code, from a resource that the build fills in. */
  private static String own() {
    try {
      return Resources.toString(
              Resources.getResource(RuntimeVersions.class, "version.txt"), StandardCharsets.UTF_8)
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read version.txt of the class path", e);
    }
  }

  /** The first processor's name, where the system tells (Linux on x86), else {@code unknown}. */
  public static String processor() {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.replaceFirst("[^:]*:\\s*", ""))
          .findFirst()
          .orElse("unknown");
    } catch (IOException | UncheckedIOException e) {
      return "unknown";
    }
  }
}
