package dev.assay.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/** SHA-256 digests of files and packages, in lower-case hexadecimal. */
public final class Digest {
  private static final int BUFFER = 1 << 16;

  private Digest() {}

  /** The digest of a file. */
  public static String of(Path file) {
    MessageDigest sha256 = sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** The digest of some bytes. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /**
   * The digest of a set of files: that of the sorted lines {@code <digest> <relative path>}. The
   * same comes from {@code find . -type f ! -name model.sig -printf '%P\0' | xargs -0 sha256sum |
   * LC_ALL=C sort | sha256sum}.
   *
   * @param files digest of each file by its path, with {@code /} between directories
   */
  public static String ofAll(Map<String, String> files) {
    String lines =
        files.entrySet().stream()
            .map(file -> file.getValue() + "  " + file.getKey() + "\n")
            .sorted()
            .collect(Collectors.joining());
    return hex(lines.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
