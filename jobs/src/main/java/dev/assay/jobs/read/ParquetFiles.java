package dev.assay.jobs.read;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** What can be told of Parquet files without reading their rows. */
final class ParquetFiles {
  /** Up to so many files every footer is read at plan time. */
  static final int FOOTERS_READ = 200;

  private static final int THREADS = 8;
  private static final int KINDS_NAMED = 5;
  private static final Set<String> PARQUET = Set.of("parquet", "parq", "pq");
  private static final Set<String> OTHER =
      Set.of(
          "csv", "tsv", "txt", "md", "json", "jsonl", "ndjson", "xml", "orc", "avro", "arrow",
          "feather", "xls", "xlsx", "html", "pdf", "log", "yaml", "yml", "py", "sql", "zip", "bz2");

  private final Configuration conf;

  ParquetFiles(Configuration conf) {
    this.conf = conf;
  }

  /**
   * Refuses a listing that holds anything but Parquet files.
   *
   * @param table what the configuration calls it
   * @throws AssayException if there is no Parquet file, or one that is none or is empty
   */
  void requireParquet(String table, FileListing listing) {
    if (listing.entries().isEmpty()) {
      throw cannotRead(table, "there are no data files in it. " + FORMATS);
    }
    List<FileListing.Entry> others = notParquet(listing);
    if (others.size() == listing.entries().size()) {
      throw cannotRead(table, "it holds " + kinds(others) + " and no Parquet files. " + FORMATS);
    }
    if (!others.isEmpty()) {
      throw cannotRead(
          table,
          "'"
              + others.get(0).name()
              + "' is no Parquet file"
              + (others.size() > 1 ? ", nor are " + (others.size() - 1) + " others" : "")
              + ". Move it away, or put an underscore before its name.");
    }
    for (FileListing.Entry e : listing.entries()) {
      if (e.size() == 0) {
        throw cannotRead(
            table, "the file '" + e.name() + "' has no bytes. Write it again, or remove it.");
      }
    }
  }

  private static final String FORMATS =
      "Assay reads Parquet and Delta: convert it, for example with"
          + " spark.read().csv(...).write().parquet(...).";

  /**
   * The number of rows by the footers, where there are few enough files to look.
   *
   * @throws AssayException naming the first file that is damaged
   */
  OptionalLong rows(FileListing listing) {
    if (listing.entries().size() > FOOTERS_READ) {
      return OptionalLong.empty();
    }
    List<Long> counts = forEach(listing.entries(), this::footerRows);
    return OptionalLong.of(counts.stream().mapToLong(Long::longValue).sum());
  }

  /** The error of the first file whose footer is damaged, to find it after a read failed. */
  Optional<AssayException> firstDamaged(FileListing listing) {
    try {
      forEach(listing.entries(), this::footerRows);
      return Optional.empty();
    } catch (AssayException e) {
      return Optional.of(e);
    }
  }

  private long footerRows(FileListing.Entry entry) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(entry.path(), conf),
            HadoopReadOptions.builder(conf, entry.path()).build())) {
      return reader.getRecordCount();
    } catch (RuntimeException | IOException e) {
      throw ReadErrors.map(e, entry.path().toString()).orElseThrow();
    }
  }

  /** By the extension, or, where it tells nothing, by the first bytes of the first files. */
  private List<FileListing.Entry> notParquet(FileListing listing) {
    List<FileListing.Entry> others = new ArrayList<>();
    List<FileListing.Entry> unclear = new ArrayList<>();
    for (FileListing.Entry entry : listing.entries()) {
      String extension = extension(entry.name());
      if (OTHER.contains(extension)) {
        others.add(entry);
      } else if (!PARQUET.contains(extension) && entry.size() > 0) {
        unclear.add(entry);
      }
    }
    List<FileListing.Entry> opened = unclear.subList(0, Math.min(FOOTERS_READ, unclear.size()));
    others.addAll(forEach(opened, e -> hasMagic(e.path()) ? null : e));
    return others;
  }

  private boolean hasMagic(Path path) throws IOException {
    byte[] start = new byte[4];
    FileSystem fs = path.getFileSystem(conf);
    try (FSDataInputStream in = fs.open(path)) {
      in.readFully(start);
    } catch (EOFException e) {
      return false;
    }
    String magic = new String(start, StandardCharsets.US_ASCII);
    return magic.equals("PAR1") || magic.equals("PARE");
  }

  static String extension(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot < 0 ? "" : file.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** {@code 3 .csv files, 1 .txt file}. */
  private static String kinds(List<FileListing.Entry> entries) {
    Map<String, Integer> counts = new TreeMap<>();
    entries.forEach(e -> counts.merge(extension(e.name()), 1, Integer::sum));
    List<String> texts = new ArrayList<>();
    counts.forEach(
        (extension, n) ->
            texts.add(
                n
                    + (extension.isEmpty() ? "" : " ." + extension)
                    + (n == 1 ? " file" : " files")
                    + (extension.isEmpty() ? " without an extension" : "")));
    return String.join(", ", texts.subList(0, Math.min(KINDS_NAMED, texts.size())));
  }

  private static AssayException cannotRead(String table, String reason) {
    return new AssayException(ErrorCode.INPUT, "Cannot read '" + table + "': " + reason);
  }

  private interface PerFile<T> {
    T apply(FileListing.Entry entry) throws IOException;
  }

  /** Calls in parallel, as object stores answer slowly; the results without nulls, in order. */
  private static <T> List<T> forEach(List<FileListing.Entry> entries, PerFile<T> call) {
    ExecutorService pool =
        Executors.newFixedThreadPool(Math.max(1, Math.min(THREADS, entries.size())));
    try {
      List<Callable<T>> calls = new ArrayList<>();
      entries.forEach(e -> calls.add(() -> call.apply(e)));
      List<T> results = new ArrayList<>();
      for (Future<T> future : pool.invokeAll(calls)) {
        T result = future.get();
        if (result != null) {
          results.add(result);
        }
      }
      return results;
    } catch (ExecutionException e) {
      throw ReadErrors.rethrow(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ReadErrors.rethrow(new InterruptedIOException("interrupted while reading footers"));
    } finally {
      pool.shutdownNow();
    }
  }
}
