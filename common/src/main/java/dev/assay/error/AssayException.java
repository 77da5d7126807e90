package dev.assay.error;

import java.util.Objects;

/**
 * The one exception that users see. Its message says what could not be done, why, and what to do:
 * "Cannot &lt;verb&gt; &lt;thing&gt; '&lt;value&gt;': &lt;reason&gt;. &lt;what to do&gt;."
 */
public final class AssayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** An error without an underlying cause. */
  public AssayException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** An error with the exception that led to it. */
  public AssayException(ErrorCode code, String message, Throwable cause) {
    super(Objects.requireNonNull(message), cause);
    this.code = Objects.requireNonNull(code);
  }

  /** What kind of error this is. */
  public ErrorCode code() {
    return code;
  }
}
