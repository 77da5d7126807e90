package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTableTest {
  @Test
  void alignsTextLeftAndNumbersRight() {
    TextTable table =
        new TextTable(List.of("name", "rows"), List.of(false, true))
            .add(List.of("a", "5"))
            .add(List.of("größer", "12345"));

    assertThat(table.lines())
        .containsExactly("name     rows", "──────  ─────", "a           5", "größer  12345");
  }

  @Test
  void refusesRowsOfAnotherWidth() {
    TextTable table = new TextTable(List.of("a"), List.of(false));

    assertThatThrownBy(() -> table.add(List.of("1", "2"))).hasMessage("2 cells for 1 columns");
  }
}
