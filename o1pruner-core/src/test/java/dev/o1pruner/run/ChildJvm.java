package dev.o1pruner.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;

/** A process of its own for what a limit of the operating system is tried on. */
public final class ChildJvm {

  private ChildJvm() {}

  /**
   * Runs a main class with this class path, and expects that it ends well.
   *
   * @param launcher what starts Java, such as a shell with a limit; may be empty
   * @param options of Java
   * @param arguments of the class
   * @return the lines it printed, to both streams
   */
  public static List<String> output(
      List<String> launcher, List<String> options, Class<?> main, Object... arguments)
      throws Exception {
    ImmutableList.Builder<String> command =
        ImmutableList.<String>builder()
            .addAll(launcher)
            .add(Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .add("-XX:TieredStopAtLevel=1")
            .addAll(options)
            .add("-cp", System.getProperty("java.class.path"), main.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Process process = new ProcessBuilder(command.build()).redirectErrorStream(true).start();
    List<String> said;
    try (BufferedReader out = process.inputReader()) {
      said = out.lines().toList();
    }
    assertThat(process.waitFor()).as(String.join("\n", said)).isZero();
    return said;
  }
}
