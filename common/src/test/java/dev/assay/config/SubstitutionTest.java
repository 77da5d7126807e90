package dev.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubstitutionTest {
  private static final LocalDate AS_OF = LocalDate.of(2018, 12, 31);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "day = '${as-of}'|day = '2018-12-31'",
        "${as-of} ${as-of}|2018-12-31 2018-12-31",
        "$${as-of}|${as-of}",
        "$${x ${as-of}|${x 2018-12-31",
        "$$${as-of}|$${as-of}",
        "year = 2018|year = 2018",
        "a rlike '^b{2}$'|a rlike '^b{2}$'"
      })
  void fillsTheDateIntoFilters(String filter, String filled) {
    assertThat(Substitution.asOf(filter, AS_OF)).isEqualTo(filled);
  }

  @Test
  void leavesNoFilterAsItIs() {
    assertThat(Substitution.asOf(null, AS_OF)).isNull();
  }

  @Test
  void neitherStepTouchesWhatVariablesHold() {
    Map<String, String> environment = Map.of("NAME", "${as-of} $1 \\");
    ConfigLoader loader = new ConfigLoader(path -> new byte[0], environment::get, "/");
    List<String> sets =
        List.of(
            "use-case=x",
            "store=${NAME}",
            "registry=$${NAME}",
            "input.table=t",
            "input.key=[k]",
            "models.champion=m@1",
            "input.filter=a = '${NAME}' and b = '$${as-of}' and c = ${as-of}");

    JobConfig config = loader.load(List.of("empty.yaml"), sets, List.of()).config();

    assertThat(config.store()).isEqualTo("${as-of} $1 \\");
    assertThat(config.registry()).isEqualTo("${NAME}");
    assertThat(Substitution.asOf(config.input().filter(), AS_OF))
        .isEqualTo("a = '${as-of} $1 \\' and b = '${as-of}' and c = 2018-12-31");
  }
}
