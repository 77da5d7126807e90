package dev.assay.jobs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** The outcome of a command as a JSON file, for schedulers that lose the exit status. */
final class ResultFile {
  private static final String OPTION = "--result";
  private static final int FORMAT = 1;

  private ResultFile() {}

  /**
   * The file that a command line asks for. Reads the words themselves, so that a command line which
   * cannot be understood still leaves a result.
   */
  static Optional<String> requestedBy(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).startsWith(OPTION + "=")) {
        return Optional.of(words.get(i).substring(OPTION.length() + 1));
      }
      if (words.get(i).equals(OPTION) && i + 1 < words.size()) {
        return Optional.of(words.get(i + 1));
      }
    }
    return Optional.empty();
  }

  /** The outcome as JSON. */
  static String json(String command, Outcome outcome, Instant started, Instant ended, Path log) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("command", command);
    json.put("status", outcome.status());
    json.put("exit_status", outcome.exitStatus());
    json.put("error", outcome.error() == null ? null : outcome.error().name());
    json.put("message", outcome.message());
    json.put("started_at", started.toString());
    json.put("ended_at", ended.toString());
    json.put("log", log == null ? null : log.toString());
    json.putAll(outcome.details());
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the file in one step: a reader sees the old one or the new one. */
  static void write(String file, String json) {
    write("result file", file, json);
  }

  /** The same of any file that commands write. */
  static void write(String what, String file, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      if (Options.local(file)) {
        writeLocal(
            file.startsWith("file:") ? Path.of(java.net.URI.create(file)) : Path.of(file), bytes);
      } else {
        writeHadoop(new org.apache.hadoop.fs.Path(file), bytes);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot write the "
              + what
              + " '"
              + file
              + "': "
              + Failures.reason(e)
              + ". Give a path that this process may write.",
          e);
    }
  }

  private static void writeLocal(Path file, byte[] bytes) throws IOException {
    Path target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    // Not by createTempFile, whose files nobody else may read.
    String name = "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".new";
    Path fresh = target.resolveSibling(name);
    try {
      Files.write(fresh, bytes);
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void writeHadoop(org.apache.hadoop.fs.Path file, byte[] bytes) throws IOException {
    Configuration configuration = HadoopSettings.current();
    FileContext files;
    try {
      files = FileContext.getFileContext(file.toUri(), configuration);
    } catch (UnsupportedFileSystemException e) {
      // Object stores without rename: an object appears whole when its stream is closed.
      try (OutputStream out = file.getFileSystem(configuration).create(file, true)) {
        out.write(bytes);
      }
      return;
    }
    org.apache.hadoop.fs.Path fresh =
        new org.apache.hadoop.fs.Path(file.getParent(), "." + file.getName() + ".new");
    try (OutputStream out =
        files.create(
            fresh,
            EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
            org.apache.hadoop.fs.Options.CreateOpts.createParent())) {
      out.write(bytes);
    }
    files.rename(fresh, file, Rename.OVERWRITE);
  }
}
