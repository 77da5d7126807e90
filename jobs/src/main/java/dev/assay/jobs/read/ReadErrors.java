package dev.assay.jobs.read;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.expression.Causes;
import dev.assay.plan.Column;
import dev.assay.plan.PinnedInput;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkUpgradeException;

/** Turns what Spark, Hadoop and Parquet throw into errors that name the file and what to do. */
public final class ReadErrors {
  private static final int DEEPEST = 50;
  private static final String SOME_FILE = "a Parquet file of the input";

  /** Spark's wrapper around whatever a file's reader threw. */
  private static final Pattern WHILE_READING =
      Pattern.compile(
          "Encountered error while reading file ([^\\n]+?)\\.(?: Details:.*)?(?:\\n|$)");

  private static final Pattern OTHER_TYPE =
      Pattern.compile(
          "Parquet column cannot be converted in file ([^\\n]+?)\\. Column: \\[(.*?)\\],"
              + " Expected: (.+?), Found: ([^\\n]+?)\\.(?:\\n|$)");

  private static final Pattern NOT_PARQUET =
      Pattern.compile(
          "^(?:.*(?:Exception|Error): )?(.+?) is not a Parquet file", Pattern.MULTILINE);
  private static final Pattern CHECKSUM = Pattern.compile("Checksum error: ([^\\n]+?) at \\d+ exp");
  private static final Pattern GONE = Pattern.compile("File ([^\\n]+?) does not exist");

  private static final List<String> DAMAGE =
      List.of(
          "is not a Parquet file",
          "corrupted file: the footer index",
          "can not read class org.apache.parquet.format",
          "CRC checksum verification failed",
          "Checksum error:");

  private ReadErrors() {}

  /**
   * The error that a failed read means: INPUT for damaged, foreign or forbidden files,
   * INPUT_CHANGED for files that are gone, CONFLICT where a service was away. Empty where the
   * failure has nothing to do with reading files. An {@code AssayException} that a task threw is
   * given back as it is.
   */
  public static Optional<AssayException> map(Throwable failure) {
    List<Throwable> chain = chain(failure);
    Optional<AssayException> known =
        chain.stream()
            .filter(AssayException.class::isInstance)
            .map(AssayException.class::cast)
            .findFirst();
    return known.isPresent() ? known : map(failure, chain, text(chain));
  }

  /** The same for a failure whose file is known. */
  static Optional<AssayException> map(Throwable failure, String file) {
    List<Throwable> chain = chain(failure);
    String text = "Encountered error while reading file " + encoded(file) + ". Details:\n";
    return map(failure, chain, text + text(chain));
  }

  private static Optional<AssayException> map(
      Throwable failure, List<Throwable> chain, String text) {
    Optional<String> message =
        forbidden(chain, text).or(() -> otherType(text)).or(() -> ancientDates(chain, text));
    if (message.isPresent()) {
      return Optional.of(new AssayException(ErrorCode.INPUT, message.get(), failure));
    }
    Optional<String> gone = gone(chain, text);
    if (gone.isPresent()) {
      return Optional.of(new AssayException(ErrorCode.INPUT_CHANGED, gone.get(), failure));
    }
    Optional<String> away = serviceAway(chain, text);
    if (away.isPresent()) {
      return Optional.of(new AssayException(ErrorCode.CONFLICT, away.get(), failure));
    }
    return damaged(chain, text).map(m -> new AssayException(ErrorCode.INPUT, m, failure));
  }

  /** The error for rows whose key is null in some column: they could never be found again. */
  public static AssayException nullKeys(PinnedInput input, List<Column> key, long rows) {
    String names = key.stream().map(Column::name).collect(Collectors.joining("', '", "'", "'"));
    return new AssayException(
        ErrorCode.INPUT,
        "Cannot score '"
            + input.table()
            + "': "
            + (rows == 1 ? "1 row has" : rows + " rows have")
            + " a null in a key column ("
            + names
            + "). Leave such rows out with input.filter, or name other columns in input.key.");
  }

  /**
   * The error for an input without rows, where the metadata tells it without reading. With a filter
   * only scoring can tell.
   */
  public static Optional<AssayException> knownEmpty(PinnedInput input, String filter) {
    boolean empty = filter == null && input.knownRows().filter(n -> n == 0).isPresent();
    return empty ? Optional.of(empty(input, null)) : Optional.empty();
  }

  /** The error for an input of which no row is left. */
  public static AssayException empty(PinnedInput input, String filter) {
    return empty("score", input, filter, "Set input.allow-empty: true if that is fine.");
  }

  /**
   * The same for another purpose.
   *
   * @param purpose what cannot be done with the table, such as {@code score}
   * @param remedy what to do
   */
  public static AssayException empty(
      String purpose, PinnedInput input, String filter, String remedy) {
    String reason =
        filter == null ? "it holds no rows" : "no row is left by the filter '" + filter + "'";
    return new AssayException(
        ErrorCode.EMPTY_INPUT,
        "Cannot " + purpose + " '" + input.table() + "': " + reason + ". " + remedy);
  }

  /** Whether an error of {@link #map} could not tell which file it was. */
  static boolean lacksFile(AssayException error) {
    return error.getMessage().contains(SOME_FILE);
  }

  // --- kinds of failure ---------------------------------------------------------------------

  private static Optional<String> forbidden(List<Throwable> chain, String text) {
    boolean denied =
        any(chain, t -> t instanceof AccessControlException || t instanceof AccessDeniedException)
            || text.contains("(Permission denied)")
            || text.contains("AccessControlException")
            || text.contains("AccessDeniedException");
    return denied
        ? Optional.of(
            "Cannot read "
                + fileOr(text, "the input")
                + ": permission denied. Give the user that runs the job the right to read it.")
        : Optional.empty();
  }

  private static Optional<String> otherType(String text) {
    Matcher m = OTHER_TYPE.matcher(text);
    return m.find()
        ? Optional.of(
            "Cannot read column '"
                + m.group(2)
                + "' of '"
                + file(text).orElseThrow()
                + "': the table's type is "
                + m.group(3)
                + ", but this file holds "
                + m.group(4)
                + ". Write the file again with the table's type.")
        : Optional.empty();
  }

  private static Optional<String> ancientDates(List<Throwable> chain, String text) {
    return any(chain, SparkUpgradeException.class::isInstance)
            || text.contains("READ_ANCIENT_DATETIME")
        ? Optional.of(
            "Cannot read the input: it holds dates before 1582-10-15 or times before 1900 written"
                + " by an old Spark or Hive. Set spark.sql.parquet.datetimeRebaseModeInRead and"
                + " spark.sql.parquet.int96RebaseModeInRead to LEGACY or CORRECTED.")
        : Optional.empty();
  }

  private static Optional<String> gone(List<Throwable> chain, String text) {
    boolean missing =
        any(chain, FileNotFoundException.class::isInstance)
            || text.contains("FileNotFoundException")
            || GONE.matcher(text).find();
    return missing
        ? Optional.of(
            "Cannot read "
                + fileOr(text, "a file of the input")
                + ": it is gone, though it was there when the input was pinned. Run again; if the"
                + " table was vacuumed, choose a version whose files are still kept.")
        : Optional.empty();
  }

  private static Optional<String> serviceAway(List<Throwable> chain, String text) {
    Optional<Throwable> network =
        chain.stream()
            .filter(
                t ->
                    t instanceof SocketException
                        || t instanceof SocketTimeoutException
                        || t instanceof UnknownHostException)
            .findFirst();
    return network.map(
        t ->
            "Cannot read "
                + fileOr(text, "the input")
                + ": the storage did not answer ("
                + firstLine(t)
                + "). Run again when it does.");
  }

  private static Optional<String> damaged(List<Throwable> chain, String text) {
    boolean damage =
        WHILE_READING.matcher(text).find()
            || DAMAGE.stream().anyMatch(text::contains)
            || any(chain, t -> t.getClass().getName().startsWith("org.apache.parquet."));
    if (!damage) {
      return Optional.empty();
    }
    return Optional.of(
        "Cannot read "
            + fileOr(text, SOME_FILE)
            + ": it is damaged or cut short ("
            + cause(chain, text)
            + "). Restore it, or write it again.");
  }

  private static String cause(List<Throwable> chain, String text) {
    for (String sign : DAMAGE) {
      if (text.contains(sign)) {
        return lineWith(text, sign);
      }
    }
    return firstLine(chain.get(chain.size() - 1));
  }

  /** The line with the sign, without the exception's class and without the file's name. */
  private static String lineWith(String text, String sign) {
    int at = text.indexOf(sign);
    int start = text.lastIndexOf('\n', at) + 1;
    int end = text.indexOf('\n', at);
    String line = text.substring(start, end < 0 ? text.length() : end).strip();
    String told =
        line.substring(Math.max(0, line.indexOf(sign.startsWith("is ") ? sign : line)))
            .replaceFirst("^(Caused by: )?([a-zA-Z_$]+\\.)+[A-Za-z_$]+: ", "");
    return told.replaceFirst("[.;]$", "");
  }

  // --- helpers ------------------------------------------------------------------------------

  private static String fileOr(String text, String otherwise) {
    return file(text).map(f -> "'" + f + "'").orElse(otherwise);
  }

  private static Optional<String> file(String text) {
    return found(WHILE_READING, text)
        .or(() -> found(OTHER_TYPE, text))
        .map(ReadErrors::decoded)
        .or(() -> found(NOT_PARQUET, text))
        .or(() -> found(CHECKSUM, text))
        .or(() -> found(GONE, text))
        .map(f -> f.replaceFirst("^file:/+", "file:/"));
  }

  private static Optional<String> found(Pattern pattern, String text) {
    Matcher m = pattern.matcher(text);
    return m.find() ? Optional.of(m.group(1)) : Optional.empty();
  }

  /** Spark writes some paths as URLs. */
  private static String decoded(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  private static String encoded(String path) {
    return path.replace("%", "%25");
  }

  private static boolean any(List<Throwable> chain, Predicate<Throwable> test) {
    return chain.stream().anyMatch(test);
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = failure; t != null && chain.size() < DEEPEST; t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }

  private static String text(List<Throwable> chain) {
    return chain.stream()
        .map(t -> String.valueOf(t.getMessage()))
        .collect(Collectors.joining("\n"));
  }

  /** The first line of a message that says something, without Spark's error class and full stop. */
  static String firstLine(Throwable t) {
    return Causes.firstLine(t);
  }

  /** What went wrong with the file system of an input, before a row was read. */
  static AssayException fileSystem(String table, Exception failure) {
    if (failure instanceof AssayException known) {
      return known;
    }
    Optional<AssayException> mapped = map(failure);
    if (mapped.isPresent()) {
      AssayException found = mapped.get();
      return new AssayException(
          found.code(), "Cannot find '" + table + "': " + found.getMessage(), failure);
    }
    boolean noConnector =
        failure instanceof UnsupportedFileSystemException
            || String.valueOf(failure.getMessage()).contains("ClassNotFoundException");
    String remedy =
        noConnector
            ? " Put its connector on the class path, for example hadoop-aws for s3a."
            : " Check the path and the rights to it.";
    return new AssayException(
        ErrorCode.INPUT,
        "Cannot find '" + table + "': " + firstLine(failure) + "." + remedy,
        failure);
  }

  /** Throws what it is given, checked exceptions wrapped. */
  static RuntimeException rethrow(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof IOException io) {
      throw new UncheckedIOException(io);
    }
    throw new AssayException(
        ErrorCode.INTERNAL, "Cannot read: " + firstLine(failure) + ".", failure);
  }
}
