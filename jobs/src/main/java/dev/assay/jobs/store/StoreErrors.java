package dev.assay.jobs.store;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.nio.file.AccessDeniedException;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/** What went wrong with a store, as users see it. */
final class StoreErrors {
  private static final int MAX_CAUSES = 20;
  private static final List<String> FULL =
      List.of("no space left on device", "disk quota exceeded", "diskspace quota");
  private static final List<String> DENIED =
      List.of(
          "permission denied",
          "read-only file system",
          "mkdirs failed to create",
          "not a directory",
          "parent path is not a directory",
          "delta_cannot_create_log_path");

  private static final String RETRY = "See the log, then run again";

  private StoreErrors() {}

  /**
   * Runs a step and turns a failure of the store's file system into an error that says so. Any
   * other failure, such as one of the rows that are written, stays what it is.
   */
  static <T> T guard(String action, Object path, Supplier<T> step) {
    try {
      return step.get();
    } catch (AssayException e) {
      throw e;
    } catch (RuntimeException e) {
      throw explain(action, path, e).map(RuntimeException.class::cast).orElse(e);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) { // Scala throws checked exceptions that no signature names
      throw explain(action, path, e)
          .orElseGet(() -> error(ErrorCode.STORE, action, path, reason(e), RETRY, e));
    }
  }

  private static Optional<AssayException> explain(String action, Object path, Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (cause instanceof ConcurrentModificationException) {
        return Optional.of(
            error(
                ErrorCode.CONFLICT,
                action,
                path,
                "another process changed the table meanwhile (" + firstLine(cause) + ")",
                "Nothing was published; run again",
                failure));
      }
      if (FULL.stream().anyMatch(text::contains)) {
        return Optional.of(
            error(
                ErrorCode.STORE,
                action,
                path,
                "no space is left on the store's disk, or on Spark's local one ("
                    + line(cause, FULL)
                    + ")",
                "Nothing was published; free some space and run again",
                failure));
      }
      if (isDenied(cause, text) && concerns(text, path)) {
        return Optional.of(
            error(
                ErrorCode.STORE,
                action,
                path,
                "the directory is not writable (" + line(cause, DENIED) + ")",
                "Give the user who runs Assay the right to write there, or choose another store",
                failure));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static boolean isDenied(Throwable cause, String text) {
    return cause instanceof AccessControlException
        || cause instanceof AccessDeniedException
        || DENIED.stream().anyMatch(text::contains);
  }

  // The job that writes also reads the input, whose permissions are another matter.
  private static boolean concerns(String text, Object path) {
    String bare = path instanceof Path hadoop ? hadoop.toUri().getPath() : path.toString();
    return text.contains(bare.toLowerCase(Locale.ROOT)) || text.contains("access=write");
  }

  static AssayException error(
      ErrorCode code, String action, Object path, String reason, String remedy, Throwable cause) {
    return new AssayException(
        code, String.format("Cannot %s '%s': %s. %s.", action, path, reason, remedy), cause);
  }

  private static String reason(Throwable failure) {
    return failure.getClass().getSimpleName() + ": " + firstLine(failure);
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("").strip();
  }

  private static String line(Throwable failure, List<String> marks) {
    return String.valueOf(failure.getMessage())
        .lines()
        .filter(line -> marks.stream().anyMatch(line.toLowerCase(Locale.ROOT)::contains))
        .findFirst()
        .orElseGet(() -> firstLine(failure))
        .strip();
  }
}
