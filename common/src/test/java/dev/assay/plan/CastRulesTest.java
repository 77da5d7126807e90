package dev.assay.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.ElementType;
import dev.assay.model.EpochUnit;
import dev.assay.model.Feature;
import dev.assay.model.MissingPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CastRulesTest {

  private static CastRules.Answer judge(
      ElementType element, String type, int width, EpochUnit epoch, boolean lossy) {
    return CastRules.judge(
        new Feature("x", element, width, MissingPolicy.REJECT, epoch, lossy, List.of()), type);
  }

  private static String text(CastRules.Answer answer) {
    if (answer instanceof CastRules.Accepted accepted) {
      return accepted.loses() ? "LOSES" : accepted.check().name();
    }
    return "REFUSED";
  }

  @ParameterizedTest(name = "{0} into {1}: {2}, lossy allowed: {3}")
  @CsvSource({
    "float, FLOAT, NONE, NONE",
    "tinyint, FLOAT, NONE, NONE",
    "smallint, FLOAT, NONE, NONE",
    "boolean, FLOAT, NONE, NONE",
    "int, FLOAT, EXACT, LOSES",
    "bigint, FLOAT, EXACT, LOSES",
    "double, FLOAT, REFUSED, LOSES",
    "'decimal(10,2)', FLOAT, REFUSED, LOSES",
    "'decimal(5,0)', FLOAT, REFUSED, LOSES",
    "string, FLOAT, REFUSED, REFUSED",
    "date, FLOAT, REFUSED, REFUSED",
    "timestamp, FLOAT, REFUSED, REFUSED",
    "binary, FLOAT, REFUSED, REFUSED",
    "void, FLOAT, REFUSED, REFUSED",
    "'map<string,int>', FLOAT, REFUSED, REFUSED",
    "'struct<a:int>', FLOAT, REFUSED, REFUSED",
    "double, DOUBLE, NONE, NONE",
    "float, DOUBLE, NONE, NONE",
    "int, DOUBLE, NONE, NONE",
    "boolean, DOUBLE, NONE, NONE",
    "bigint, DOUBLE, EXACT, LOSES",
    "'decimal(10,2)', DOUBLE, REFUSED, LOSES",
    "tinyint, INT32, NONE, NONE",
    "int, INT32, NONE, NONE",
    "bigint, INT32, RANGE, RANGE",
    "boolean, INT32, NONE, NONE",
    "float, INT32, REFUSED, REFUSED",
    "'decimal(10,0)', INT32, REFUSED, REFUSED",
    "bigint, INT64, NONE, NONE",
    "boolean, INT64, NONE, NONE",
    "double, INT64, REFUSED, REFUSED",
    "boolean, BOOL, NONE, NONE",
    "int, BOOL, REFUSED, REFUSED",
    "string, STRING, NONE, NONE",
    "varchar(10), STRING, NONE, NONE",
    "char(2), STRING, NONE, NONE",
    "int, STRING, REFUSED, REFUSED",
    "array<float>, FLOAT, NONE, NONE",
    "array<double>, FLOAT, REFUSED, LOSES",
    "array<bigint>, INT32, RANGE, RANGE",
    "array<array<float>>, FLOAT, REFUSED, REFUSED",
    "array<date>, FLOAT, REFUSED, REFUSED",
  })
  void judgesColumnTypes(String type, ElementType element, String strict, String lossy) {
    assertThat(text(judge(element, type, 1, null, false))).isEqualTo(strict);
    assertThat(text(judge(element, type, 1, null, true))).isEqualTo(lossy);
  }

  @ParameterizedTest
  @CsvSource({
    "date, FLOAT, EXACT",
    "timestamp, FLOAT, EXACT",
    "timestamp_ntz, DOUBLE, EXACT",
    "date, INT32, RANGE",
    "timestamp, INT64, RANGE",
    "timestamp, STRING, REFUSED",
    "int, FLOAT, REFUSED",
    "string, FLOAT, REFUSED",
    "array<date>, FLOAT, REFUSED",
  })
  void takesDatesAndTimesWithAnEpochUnit(String type, ElementType element, String expected) {
    assertThat(text(judge(element, type, 1, EpochUnit.SECONDS, false))).isEqualTo(expected);
  }

  @Test
  void takesAnArrayWhereATensorWantsSeveralElements() {
    assertThat(text(judge(ElementType.FLOAT, "array<float>", 384, null, false))).isEqualTo("NONE");
    assertThat(judge(ElementType.FLOAT, "float", 384, null, false))
        .isEqualTo(
            new CastRules.Refused(
                "the tensor takes 384 elements of it in each row",
                "Give it as an array, for example with array(...) in input.features."));
  }
}
