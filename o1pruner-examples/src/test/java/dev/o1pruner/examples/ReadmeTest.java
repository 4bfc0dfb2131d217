package dev.o1pruner.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.o1pruner.examples.arithmetic.EmbeddedModel;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.problem.ProblemFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README's example is compiled as it stands there and prunes on another problem set. */
class ReadmeTest {

  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  @Test
  void the_example_compiles_and_prunes() throws Exception {
    Matcher block = JAVA_BLOCK.matcher(Files.readString(Path.of("..", "README.md")));
    assertThat(block.find()).as("README has a java block").isTrue();
    Path source = directory.resolve("Prune.java");
    Files.writeString(source, block.group(1));
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                messages,
                messages,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                directory.toString(),
                source.toString());
    assertThat(failed).as(messages.toString(StandardCharsets.UTF_8)).isZero();

    Path problems = directory.resolve("problems.jsonl");
    ProblemFile.write(problems, sums());
    Path target = directory.resolve("pruned");
    String printed = run(EmbeddedModel.directory(), problems, target);

    assertThat(printed).contains("| all").contains("greedy").contains("T = 1");
    try (LanguageModel pruned = LanguageModel.load(target);
        LanguageModel reference = LanguageModel.load(EmbeddedModel.directory())) {
      assertThat(pruned.weights().get(0).toFloatArray())
          .isNotEqualTo(reference.weights().get(0).toFloatArray());
    }
  }

  /** Sums of two numbers: shorter than any chain of the embedded experiment. */
  private static List<Problem> sums() {
    return IntStream.rangeClosed(1, 10)
        .mapToObj(
            i ->
                new Problem(
                    "sum" + i,
                    "Start with %d. Add %d.".formatted(i, i + 2),
                    Integer.toString(2 * i + 2)))
        .toList();
  }

  private String run(Path... args) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      String[] texts = java.util.Arrays.stream(args).map(Path::toString).toArray(String[]::new);
      loader.loadClass("Prune").getMethod("main", String[].class).invoke(null, (Object) texts);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
