package dev.assay.jobs.score;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.RejectReason;
import dev.assay.plan.PlannedModel;
import java.io.BufferedWriter;
import java.io.CharArrayWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JacksonGenerator;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.immutable.Map;

/**
 * The rows of one task attempt that could not be scored, as JSON lines. The file is made with the
 * first such row and named by partition and attempt; only the files of attempts that count are read
 * back, so it needs no renaming.
 */
final class RejectFile implements AutoCloseable {
  private final ScoreSpec spec;
  private final InputSchema schema;
  private final int[] keyOrdinals;
  private final int[] rowOrdinals;
  private final CharArrayWriter rowText = new CharArrayWriter();
  private final String name;
  private JacksonGenerator rowJson;
  private Writer out;
  private JacksonGenerator lineJson;
  private boolean closed;

  RejectFile(ScoreSpec spec, InputSchema schema, TaskContext task) {
    this.spec = spec;
    this.schema = schema;
    this.keyOrdinals = spec.key().stream().mapToInt(schema::ordinal).toArray();
    this.rowOrdinals =
        IntStream.range(0, schema.columns().length())
            .filter(i -> !spec.gate().markers().contains(schema.columns().fieldNames()[i]))
            .toArray();
    this.name = "part-%05d-%d.jsonl".formatted(task.partitionId(), task.taskAttemptId());
  }

  /**
   * Writes one rejected row of one model.
   *
   * @param rules the ids of the rules that keep it from every model
   */
  void write(
      InternalRow row,
      PlannedModel model,
      List<FeatureReader> readers,
      int rowIndex,
      List<String> rules) {
    try {
      open();
      lineJson.write(line(row, model, readers, rowIndex, rules));
      lineJson.writeLineEnding();
    } catch (IOException e) {
      throw cannotKeep(e);
    }
  }

  private AssayException cannotKeep(IOException e) {
    return new AssayException(
        ErrorCode.STORE,
        "Cannot keep rejected rows in '%s': %s. Check that the store can be written and is not full."
            .formatted(spec.rejectDirectory(), e.getMessage()),
        e);
  }

  private InternalRow line(
      InternalRow row,
      PlannedModel model,
      List<FeatureReader> readers,
      int rowIndex,
      List<String> rules) {
    int keys = keyOrdinals.length;
    Object[] values = new Object[keys + 6];
    for (int k = 0; k < keys; k++) {
      values[k] = value(row, keyOrdinals[k]);
    }
    TreeSet<RejectReason> reasons = new TreeSet<>();
    Set<String> details = new LinkedHashSet<>();
    for (FeatureReader reader : readers) {
      for (RejectReason reason : RejectReason.of(reader.reasons(rowIndex))) {
        reasons.add(reason);
        details.add(reader.feature().column() + " " + reason.phrase());
      }
    }
    if (!rules.isEmpty()) {
      reasons.add(RejectReason.QUALITY_RULE);
      details.add(RejectReason.QUALITY_RULE.phrase() + " " + String.join(", ", rules));
    }
    values[keys] = UTF8String.fromString(model.name());
    values[keys + 1] = UTF8String.fromString(model.version());
    values[keys + 2] = texts(reasons.stream().map(RejectReason::name));
    values[keys + 3] = UTF8String.fromString(String.join("; ", details));
    values[keys + 4] = UTF8String.fromString(json(row));
    values[keys + 5] = rules.isEmpty() ? null : texts(rules.stream());
    return new GenericInternalRow(values);
  }

  private static GenericArrayData texts(Stream<String> texts) {
    return new GenericArrayData(texts.map(UTF8String::fromString).toArray());
  }

  private Object value(InternalRow row, int ordinal) {
    return row.get(ordinal, schema.columns().fields()[ordinal].dataType());
  }

  private String json(InternalRow row) {
    rowText.reset();
    rowJson.write(ofInput(row));
    rowJson.flush();
    return rowText.toString();
  }

  /** The row without what was joined to it for the rules. */
  private InternalRow ofInput(InternalRow row) {
    return rowOrdinals.length == schema.columns().length()
        ? row
        : new GenericInternalRow(IntStream.of(rowOrdinals).mapToObj(i -> value(row, i)).toArray());
  }

  private StructType inputColumns() {
    StructField[] fields = schema.columns().fields();
    return new StructType(
        IntStream.of(rowOrdinals).mapToObj(i -> fields[i]).toArray(StructField[]::new));
  }

  private void open() throws IOException {
    if (out != null) {
      return;
    }
    Path file = path();
    FileSystem files = file.getFileSystem(spec.hadoop().value());
    out =
        new BufferedWriter(
            new OutputStreamWriter(files.create(file, false), StandardCharsets.UTF_8));
    rowJson = new JacksonGenerator(inputColumns(), rowText, options());
    lineJson = new JacksonGenerator(lineSchema(spec.key(), schema.columns()), out, options());
  }

  private Path path() {
    return new Path(spec.rejectDirectory(), name);
  }

  /** The columns of a reject file: the key, then model, version, reasons, detail, row, rules. */
  static StructType lineSchema(List<String> key, StructType input) {
    StructType line = new StructType();
    InputSchema schema = new InputSchema(input);
    for (String column : key) {
      StructField field = input.fields()[schema.ordinal(column)];
      line = line.add(field.name(), field.dataType());
    }
    return line.add("model", "string")
        .add("version", "string")
        .add("reasons", "array<string>")
        .add("detail", "string")
        .add("row", "string")
        .add("rules", "array<string>");
  }

  private static JSONOptions options() {
    Map<String, String> none = scala.collection.immutable.Map$.MODULE$.empty();
    return new JSONOptions(
        none.$plus(new scala.Tuple2<>("ignoreNullFields", "false"))
            // XXX is java.time's pattern of an offset such as +01:00
            .$plus(new scala.Tuple2<>("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"))
            .$plus(new scala.Tuple2<>("timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS")),
        "UTC",
        "_corrupt_record");
  }

  /** Ends the file; its path, or nothing when no row was rejected. */
  List<String> finish() {
    if (out == null) {
      return List.of();
    }
    close();
    return List.of(path().toString());
  }

  @Override
  public void close() {
    if (out == null || closed) {
      return;
    }
    closed = true;
    try (Writer file = out) {
      if (lineJson != null) {
        lineJson.flush();
      }
      file.flush();
    } catch (IOException e) {
      throw cannotKeep(e);
    }
  }
}
