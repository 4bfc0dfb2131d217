package dev.o1pruner.examples.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.evaluation.Evaluation;
import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.FinishReason;
import dev.o1pruner.sampling.Solution;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class LengthChartTest {

  /** Solutions of these lengths, of which the first is right. */
  private static EvaluationRun run(int... lengths) {
    Problem problem = new Problem("p", "1+1", "2");
    List<Solution> solutions = new ArrayList<>();
    List<GradedSolution> graded = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      ImmutableIntArray ids = ImmutableIntArray.copyOf(new int[lengths[i]]);
      solutions.add(new Solution("p", i, ImmutableIntArray.of(1), ids, "text", FinishReason.STOP));
      graded.add(new GradedSolution("p", i, lengths[i], i == 0, "2", false));
    }
    return new EvaluationRun(Evaluation.of(List.of(problem), graded, 1), solutions, graded);
  }

  @Test
  void bars_show_shares_and_the_legend_shows_means() throws Exception {
    // 80 tokens in 40 bins: two a bin. After: all three in the bin of 9 and 10 tokens, the tallest
    // bar. Before: half of the solutions each in the bins of 39 and 79, half as tall.
    String svg = LengthChart.svg(run(39, 80), run(9, 10, 10));

    assertThat(svg)
        .contains("before: mean 60, 50.0 % right")
        .contains("after: mean 10, 33.3 % right");
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    double tallest = heights(document, "rgb(0,114,178)").get(0);
    assertThat(heights(document, "rgb(0,114,178)")).containsExactly(tallest);
    assertThat(heights(document, "rgb(90,90,90)"))
        .hasSize(2)
        .allSatisfy(height -> assertThat(height).isCloseTo(tallest / 2, within(1e-6)));
  }

  /** Heights of the visible bars of a colour; the keys of the legend are no bars. */
  private static List<Double> heights(Document document, String colour) {
    List<Double> heights = new ArrayList<>();
    NodeList bars = document.getElementsByTagName("rect");
    for (int i = 0; i < bars.getLength(); i++) {
      Element bar = (Element) bars.item(i);
      double height = Double.parseDouble(bar.getAttribute("height"));
      if (bar.getAttribute("fill").equals(colour) && height > 25) {
        heights.add(height);
      }
    }
    return heights;
  }
}
