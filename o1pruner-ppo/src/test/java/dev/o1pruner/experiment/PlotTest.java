package dev.o1pruner.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlotTest {

  private static Plot bars(int names) {
    return new Plot("bars", 400, 300)
        .column("name", IntStream.range(0, names).mapToObj(i -> "n" + i).toList())
        .column("height", Collections.nCopies(names, 1))
        .names("x", "name", "")
        .axis("y", "height", "")
        .colours("name", "fill")
        .layer("bar", Map.of("stat", "identity"));
  }

  @Test
  void the_same_data_give_the_same_text() {
    assertThat(bars(3).svg()).isEqualTo(bars(3).svg()).isNotEqualTo(bars(2).svg());
  }

  @Test
  void names_beyond_the_colours_get_the_first_ones_again() {
    // a bar and its key in the legend; #5A5A5A is the first colour, #0072B2 the second
    assertThat(count(bars(8).svg(), "fill=\"rgb(90,90,90)\"")).isEqualTo(2);
    assertThat(count(bars(9).svg(), "fill=\"rgb(90,90,90)\"")).isEqualTo(4);
    assertThat(count(bars(9).svg(), "fill=\"rgb(0,114,178)\"")).isEqualTo(2);
  }

  @Test
  void points_have_the_colours_of_their_names_whatever_their_shape() {
    String svg =
        new Plot("points", 400, 300)
            .column("name", List.of("a", "b", "c", "d", "e", "f", "g"))
            .column("height", List.of(1, 2, 3, 4, 5, 6, 7))
            .names("x", "name", "")
            .axis("y", "height", "")
            .colours("name", "color", "shape")
            .layer("point", Map.of("size", 5))
            .svg();
    for (String colour : Plot.COLOURS.subList(0, 7)) {
      assertThat(svg).containsIgnoringCase("\"" + colour + "\"");
    }
  }

  @Test
  void the_legend_can_stand_above() {
    assertThat(bars(3).legendAbove().svg()).isNotEqualTo(bars(3).svg());
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void a_plot_without_layers_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Plot("empty", 10, 10).columns(Map.of("x", List.of(1))).svg())
        .withMessage("a plot needs a layer");
  }
}
