package dev.o1pruner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTableTest {

  @Test
  void a_bar_in_a_cell_ends_no_column_and_columns_line_up() {
    assertThat(MarkdownTable.render(List.of("level", "n"), List.of(List.of("a|b", "10"))))
        .isEqualTo("| level | n  |\n| ----- | -- |\n| a\\|b  | 10 |\n");
  }
}
