package dev.assay.jobs.read;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.util.HadoopFSUtils;

/**
 * The data files below a path, sorted by name. Two listings with the same digest hold the same
 * files, as far as names, sizes and modification times tell.
 */
record FileListing(List<Entry> entries) {
  private static final int NAMED = 3;

  FileListing {
    entries = entries.stream().sorted(Comparator.comparing(Entry::name)).toList();
  }

  /**
   * One file.
   *
   * @param name its path relative to the listed path
   * @param path where it is
   * @param size in bytes
   * @param modified modification time in milliseconds since 1970
   */
  record Entry(String name, Path path, long size, long modified) {
    static Entry of(Path root, FileStatus status) {
      return new Entry(
          relative(root, status.getPath()),
          status.getPath(),
          status.getLen(),
          status.getModificationTime());
    }
  }

  /** How the files lie in their directories. */
  enum Layout {
    /** All directly in the listed directory. */
    FLAT,
    /** All in {@code column=value} directories. */
    PARTITIONED,
    /** In directories that name no partition. */
    NESTED,
    /** Some in partition directories and some not, so that Spark would miss files. */
    MIXED
  }

  /** Lists what Spark would read: everything but names that start with an underscore or a dot. */
  static FileListing of(FileSystem fs, Path root) throws IOException {
    List<Entry> found = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> files = fs.listFiles(root, true);
    while (files.hasNext()) {
      Entry entry = Entry.of(root, files.next());
      if (isData(entry.name())) {
        found.add(entry);
      }
    }
    return new FileListing(found);
  }

  /** Whether a file is data; every directory on its way counts, with the rule that Spark has. */
  private static boolean isData(String name) {
    for (String part : name.split("/", -1)) {
      boolean summary = part.startsWith("_metadata") || part.startsWith("_common_metadata");
      if (summary || HadoopFSUtils.shouldFilterOutPathName(part)) {
        return false;
      }
    }
    return true;
  }

  private static String relative(Path root, Path file) {
    String from = root.toUri().getPath();
    String to = file.toUri().getPath();
    if (to.equals(from)) {
      return file.getName();
    }
    String directory = from.endsWith("/") ? from : from + "/";
    return to.startsWith(directory) ? to.substring(directory.length()) : file.toString();
  }

  long bytes() {
    return entries.stream().mapToLong(Entry::size).sum();
  }

  /** SHA-256 over the sorted lines (name, size, modification time). */
  String digest() {
    MessageDigest sha = Digests.sha256();
    for (Entry e : entries) {
      String line = e.name() + "\t" + e.size() + "\t" + e.modified() + "\n";
      sha.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return Digests.text(sha);
  }

  Layout layout() {
    boolean flat = false;
    boolean partitioned = false;
    boolean nested = false;
    for (Entry e : entries) {
      String[] parts = e.name().split("/", -1);
      int partitions = 0;
      for (int i = 0; i < parts.length - 1; i++) {
        partitions += parts[i].indexOf('=') > 0 ? 1 : 0;
      }
      flat |= parts.length == 1;
      partitioned |= parts.length > 1 && partitions == parts.length - 1;
      nested |= parts.length > 1 && partitions == 0;
      if (partitions > 0 && partitions < parts.length - 1) {
        return Layout.MIXED;
      }
    }
    if (partitioned) {
      return flat || nested ? Layout.MIXED : Layout.PARTITIONED;
    }
    return nested ? Layout.NESTED : Layout.FLAT;
  }

  /** What is different in a later listing, in words; nothing where they are equal. */
  Optional<String> difference(FileListing later) {
    Map<String, Entry> before = new LinkedHashMap<>();
    entries.forEach(e -> before.put(e.name(), e));
    List<String> changes = new ArrayList<>();
    for (Entry now : later.entries()) {
      Entry then = before.remove(now.name());
      if (then == null) {
        changes.add("'" + now.name() + "' was added");
      } else if (then.size() != now.size()) {
        changes.add(
            "'"
                + now.name()
                + "' was replaced ("
                + then.size()
                + " bytes, now "
                + now.size()
                + ")");
      } else if (then.modified() != now.modified()) {
        changes.add("'" + now.name() + "' was replaced (it has another modification time)");
      }
    }
    before.keySet().forEach(name -> changes.add("'" + name + "' was removed"));
    return changes.isEmpty() ? Optional.empty() : Optional.of(sentence(changes));
  }

  private static String sentence(List<String> changes) {
    String first = String.join(", ", changes.subList(0, Math.min(NAMED, changes.size())));
    return changes.size() > NAMED ? first + ", and " + (changes.size() - NAMED) + " more" : first;
  }

  /** Digests as the plan writes them. */
  static final class Digests {
    private Digests() {}

    static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every JVM has SHA-256", e);
      }
    }

    static String text(MessageDigest digest) {
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    static String of(String text) {
      MessageDigest sha = sha256();
      sha.update(text.getBytes(StandardCharsets.UTF_8));
      return text(sha);
    }
  }
}
