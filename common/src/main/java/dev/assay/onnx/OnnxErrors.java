package dev.assay.onnx;

import ai.onnxruntime.OrtException;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in the user's terms why ONNX Runtime does not open a model. */
final class OnnxErrors {
  private static final Pattern UNKNOWN_OPERATOR =
      Pattern.compile("No Op registered for (\\S+) with domain_version of (-?\\d+)");
  private static final Pattern UNKNOWN_DOMAIN =
      Pattern.compile("error: (\\S+):([^\\s:(]+)\\(-?\\d+\\) is not a registered function/op");
  private static final Pattern NO_IMPLEMENTATION =
      Pattern.compile("Could not find an implementation for (\\S+?)\\((\\d+)\\)");
  private static final Pattern OPSET =
      Pattern.compile(
          "Opset (\\d+) is under development.*official support for domain (\\S+) is till opset (\\d+)",
          Pattern.DOTALL);
  private static final Pattern IR_VERSION =
      Pattern.compile("Unsupported model IR version: (\\d+), max supported IR version: (\\d+)");
  private static final Pattern DAMAGED =
      Pattern.compile("Protobuf parsing failed|ModelProto does not have a graph");
  private static final Pattern NO_WEIGHTS =
      Pattern.compile("External data path does not exist: \"?([^\"]+)\"?");
  private static final Pattern SHORT_WEIGHTS =
      Pattern.compile(
          "External initializer: (\\S+) offset: (\\d+) size to read: (\\d+) given file_length: (\\d+)");
  private static final Pattern SOURCE_LOCATION =
      Pattern.compile("/onnxruntime_src/.*?\\) (?=[A-Z])");

  private OnnxErrors() {}

  /** The error for a model that the runtime refuses. */
  static AssayException cannotOpen(String model, Path file, OrtException cause) {
    return new AssayException(
        ErrorCode.MODEL,
        "Cannot open model '%s' (%s): %s".formatted(model, file, reason(cause)),
        cause);
  }

  /** The reason and what to do. */
  static String reason(OrtException cause) {
    String message = String.valueOf(cause.getMessage());
    Matcher m = UNKNOWN_OPERATOR.matcher(message);
    if (m.find()) {
      return "ONNX Runtime %s has no operator '%s' in opset %s. Export the model with operators that this runtime has."
          .formatted(OnnxRuntime.version(), m.group(1), m.group(2));
    }
    m = UNKNOWN_DOMAIN.matcher(message);
    if (m.find()) {
      return "ONNX Runtime %s has no operator '%s' of domain '%s'. Export the model without custom operators."
          .formatted(OnnxRuntime.version(), m.group(2), m.group(1));
    }
    m = NO_IMPLEMENTATION.matcher(message);
    if (m.find()) {
      return "ONNX Runtime %s has no implementation of operator '%s' (opset %s) for the types it is used with. Export the model with float tensors or another opset."
          .formatted(OnnxRuntime.version(), m.group(1), m.group(2));
    }
    m = OPSET.matcher(message);
    if (m.find()) {
      return "it uses opset %s of domain '%s', ONNX Runtime %s supports opsets up to %s. Export it with target opset %s."
          .formatted(m.group(1), m.group(2), OnnxRuntime.version(), m.group(3), m.group(3));
    }
    m = IR_VERSION.matcher(message);
    if (m.find()) {
      return "it is of IR version %s, ONNX Runtime %s supports versions up to %s. Export it with an older onnx package."
          .formatted(m.group(1), OnnxRuntime.version(), m.group(2));
    }
    if (DAMAGED.matcher(message).find()) {
      return "it is damaged, cut off or not an ONNX file. Export or copy it again.";
    }
    m = NO_WEIGHTS.matcher(message);
    if (m.find()) {
      return "its weights file '%s' is missing. Put it beside the model file, under the name that the graph has for it."
          .formatted(m.group(1));
    }
    m = SHORT_WEIGHTS.matcher(message);
    if (m.find()) {
      return "its weights file is too short: weight '%s' needs %s bytes from byte %s, the file has %s. Copy the file again."
          .formatted(m.group(1), m.group(3), m.group(2), m.group(4));
    }
    return SOURCE_LOCATION.matcher(message).replaceAll("").lines().findFirst().orElse("").strip()
        + ". Check that the model runs with ONNX Runtime %s elsewhere."
            .formatted(OnnxRuntime.version());
  }
}
