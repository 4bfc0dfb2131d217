package dev.o1pruner.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A Java process of its own that claims a file and holds it until it is told to end. */
final class ClaimingProcess implements AutoCloseable {

  /** What it says when it has the file. */
  static final String HELD = "held";

  private final Process process;
  private final BufferedReader out;

  private ClaimingProcess(Process process) {
    this.process = process;
    this.out = process.inputReader();
  }

  static ClaimingProcess start(Path file) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ClaimingProcess(
        new ProcessBuilder(
                List.of(
                    java,
                    "-cp",
                    System.getProperty("java.class.path"),
                    ClaimingProcess.class.getName(),
                    file.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Says whether it got the file. */
  public static void main(String[] args) throws IOException {
    try {
      FileClaim claim = FileClaim.take(Path.of(args[0]));
      try (claim) {
        System.out.println(HELD);
        System.in.read();
      }
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
  }

  /** The next line that it says. */
  String says() throws IOException {
    return out.readLine();
  }

  long pid() {
    return process.pid();
  }

  /** Ends it as kill -9 does. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
