package dev.assay.plan;

import static dev.assay.plan.TestManifests.input;
import static dev.assay.plan.TestManifests.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.ElementType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaMatchTest {
  private static final List<Column> PEOPLE =
      List.of(
          new Column("id", "bigint"),
          new Column("year", "int"),
          new Column("AGEP", "int"),
          new Column("income", "double"),
          new Column("embedding", "array<float>"),
          new Column("born", "date"),
          new Column("my col", "int"),
          new Column("score", "double"),
          new Column("Row", "int"),
          new Column("tags", "map<string,string>"),
          new Column("weight", "float"));

  private final Problems problems = new Problems();

  private Optional<InputShape> match(
      List<Column> columns, List<String> key, List<String> pass, PlannedModel... models) {
    return SchemaMatch.match("people", columns, key, pass, List.of(models), problems);
  }

  private void assertProblems(String... messages) {
    assertThat(problems.messages()).containsExactly(messages);
  }

  @Test
  void putsKeyThenPassThroughThenFeaturesAndEachOnce() {
    InputShape shape =
        match(
                PEOPLE,
                List.of("id"),
                List.of("year"),
                model("a", input(ElementType.FLOAT, "weight", "year")),
                model("b", input(ElementType.FLOAT, "agep"), input(ElementType.INT64, "year")))
            .orElseThrow();
    assertThat(shape.columns())
        .containsExactly(
            new Column("id", "bigint"),
            new Column("year", "int"),
            new Column("weight", "float"),
            new Column("AGEP", "int"));
    assertThat(shape.key()).containsExactly(new Column("id", "bigint"));
    assertThat(shape.passThrough()).containsExactly(new Column("year", "int"));
    assertThat(shape.models()).extracting(ModelBinding::model).containsExactly("a@1", "b@1");
    assertThat(shape.models().get(1).features())
        .extracting(FeatureBinding::column)
        .containsExactly(3, 1);
    assertThat(shape.models().get(1).features())
        .extracting(FeatureBinding::check)
        .containsExactly(ValueCheck.EXACT, ValueCheck.NONE);
    assertThat(problems.messages()).isEmpty();
  }

  @Test
  void warnsOfValuesThatAreCheckedOneByOne() {
    InputShape shape =
        match(
                PEOPLE,
                List.of("id"),
                List.of(),
                model("a", input(ElementType.FLOAT, "year", "AGEP")))
            .orElseThrow();
    assertThat(shape.warnings())
        .containsExactly(
            "Values go from int into FLOAT tensors and are checked one by one; a row with one that"
                + " does not fit is rejected: AGEP, year.");
  }

  @Test
  void reportsTheProblemsOfAllModelsAtOnceAndSharedOnesOnce() {
    Optional<InputShape> shape =
        match(
            PEOPLE,
            List.of("idd"),
            List.of("yeer"),
            model("a", input(ElementType.FLOAT, "AGE", "income")),
            model("b", input(ElementType.FLOAT, "AGE"), input(ElementType.STRING, "year")));
    assertThat(shape).isEmpty();
    assertProblems(
        "Cannot find key column 'idd' in 'people': there is no such column or derived feature. Did"
            + " you mean 'id'?",
        "Cannot find pass-through column 'yeer' in 'people': there is no such column or derived"
            + " feature. Did you mean 'year'?",
        "Cannot find column 'AGE' for models a@1, b@1 in 'people': there is no such column or"
            + " derived feature. Did you mean 'AGEP'?",
        "Cannot feed column 'income' (double) to the FLOAT tensor of model a@1: the cast loses"
            + " digits. Set allow-lossy-cast: true for it in the model's manifest if the model was"
            + " trained on values cast like that.",
        "Cannot feed column 'year' (int) to the STRING tensor of model b@1: the tensor takes string"
            + " columns. Derive a column of such a type in input.features.");
  }

  @Test
  void throwsAllProblemsAsOneError() {
    match(PEOPLE, List.of("idd"), List.of("score"), model("a", input(ElementType.FLOAT, "AGEP")));
    assertThatThrownBy(() -> problems.throwIfAny("Cannot score 'people'"))
        .isInstanceOf(AssayException.class)
        .hasMessageStartingWith("Cannot score 'people': there are 2 problems.\n  - Cannot find key")
        .extracting(e -> ((AssayException) e).code())
        .isEqualTo(ErrorCode.INPUT);
  }

  @Test
  void prefersTheExactSpellingAndRefusesAnAmbiguousOne() {
    List<Column> columns =
        List.of(new Column("id", "int"), new Column("Age", "float"), new Column("age", "float"));
    InputShape exact =
        match(columns, List.of("id"), List.of(), model("a", input(ElementType.FLOAT, "age")))
            .orElseThrow();
    assertThat(exact.columns()).extracting(Column::name).containsExactly("id", "age");

    match(columns, List.of("id"), List.of(), model("a", input(ElementType.FLOAT, "AGE")));
    assertProblems(
        "Cannot find column 'AGE' for model a@1 in 'people': several columns have that name but for"
            + " the case: 'Age' and 'age'. Spell it as one of them.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"score", "SCORE"})
  void refusesAColumnThatTheResultTablesHave(String name) {
    match(PEOPLE, List.of("id"), List.of(name), model("a", input(ElementType.FLOAT, "AGEP")));
    assertProblems(
        "Cannot use pass-through column 'score': the result tables have a column of that name. Give"
            + " it another name with input.features, such as {my_score: \"score\"}, and name that in"
            + " score.pass-through.");
  }

  @Test
  void refusesAKeyThatTheTableOfRejectedRowsHas() {
    match(PEOPLE, List.of("row"), List.of(), model("a", input(ElementType.FLOAT, "AGEP")));
    assertProblems(
        "Cannot use key column 'Row': the result tables have a column of that name. Give it another"
            + " name with input.features, such as {my_row: \"Row\"}, and name that in input.key.");
  }

  @Test
  void refusesANameThatDeltaCannotWrite() {
    match(PEOPLE, List.of("id"), List.of("my col"), model("a", input(ElementType.FLOAT, "AGEP")));
    assertProblems(
        "Cannot use pass-through column 'my col': a result table cannot have a column whose name"
            + " holds a space or one of ,;{}()=. Give it another name with input.features, such as"
            + " {my_my_col: \"`my col`\"}, and name that in score.pass-through.");
  }

  @ParameterizedTest
  @CsvSource({
    "income, double",
    "embedding, array<float>",
    "weight, float",
    "tags, 'map<string,string>'"
  })
  void refusesKeysThatAreNoNames(String name, String type) {
    match(PEOPLE, List.of(name), List.of(), model("a", input(ElementType.FLOAT, "AGEP")));
    assertProblems(
        "Cannot use key column '"
            + name
            + "': its type is "
            + type
            + ". A key is a string, integer,"
            + " decimal, date, timestamp, boolean or binary column.");
  }

  @Test
  void refusesPassThroughColumnsThatAreNotSingleValues() {
    match(PEOPLE, List.of("id"), List.of("tags"), model("a", input(ElementType.FLOAT, "AGEP")));
    assertProblems(
        "Cannot use pass-through column 'tags': its type is map<string,string>. Only single values"
            + " are passed through; derive one in input.features, for example with to_json(...).");
  }

  @Test
  void refusesAColumnThatIsNamedTwice() {
    match(PEOPLE, List.of("id"), List.of("ID"), model("a", input(ElementType.FLOAT, "AGEP")));
    assertProblems(
        "Cannot use pass-through column 'id': it is named twice in input.key and"
            + " score.pass-through. Name it once.");
  }

  @Test
  void refusesToScoreWithoutAKey() {
    match(PEOPLE, List.of(), List.of(), model("a", input(ElementType.FLOAT, "AGEP")));
    assertProblems("Cannot score 'people': input.key is empty. Name the columns that name a row.");
  }

  @Test
  void doesNotComplainOfFeaturesWhoseExpressionIsWrong() {
    List<Column> columns = List.of(new Column("id", "int"), new Column("x", SchemaMatch.UNKNOWN));
    match(columns, List.of("id"), List.of("x"), model("a", input(ElementType.FLOAT, "x")));
    assertThat(problems.messages()).isEmpty();
  }

  @Test
  void quotesNamesThatSqlWouldNotUnderstand() {
    assertThat(SchemaMatch.quoted("AGEP")).isEqualTo("AGEP");
    assertThat(SchemaMatch.quoted("a.b")).isEqualTo("`a.b`");
    assertThat(SchemaMatch.quoted("größe")).isEqualTo("`größe`");
    assertThat(SchemaMatch.quoted("a`b")).isEqualTo("`a``b`");
  }
}
