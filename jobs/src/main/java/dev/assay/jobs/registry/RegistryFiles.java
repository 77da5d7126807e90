package dev.assay.jobs.registry;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * The few file operations that a registry needs, on any Hadoop file system. Local files are used
 * without Hadoop's checksum files: packages have digests, and a stray file would not be part of
 * them.
 */
final class RegistryFiles {
  private final Configuration conf;
  private final FileSystem fs;

  private RegistryFiles(Configuration conf, FileSystem fs) {
    this.conf = conf;
    this.fs = fs;
  }

  /** The file system of a path. */
  static RegistryFiles of(Configuration conf, Path path) {
    try {
      FileSystem fs = path.getFileSystem(conf);
      return new RegistryFiles(
          conf, fs instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : fs);
    } catch (IOException | IllegalArgumentException e) {
      throw failed("open", path, e);
    }
  }

  Path qualified(Path path) {
    return fs.makeQualified(path);
  }

  boolean isDirectory(Path path) {
    try {
      return fs.getFileStatus(path).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw failed("read", path, e);
    }
  }

  boolean exists(Path path) {
    try {
      return fs.exists(path);
    } catch (IOException e) {
      throw failed("read", path, e);
    }
  }

  /** Names of the directories in a directory, sorted, without hidden ones. */
  List<String> directories(Path directory) {
    try {
      return Arrays.stream(fs.listStatus(directory))
          .filter(FileStatus::isDirectory)
          .map(status -> status.getPath().getName())
          .filter(name -> !name.startsWith(".") && !name.startsWith("_"))
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw failed("list", directory, e);
    }
  }

  String read(Path file) {
    try (InputStream in = fs.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  /** Copies everything below a directory to the local disk. */
  void download(Path from, java.nio.file.Path to) {
    try {
      for (FileStatus file : below(from)) {
        String relative = from.toUri().relativize(file.getPath().toUri()).getPath();
        java.nio.file.Path target = to.resolve(relative);
        Files.createDirectories(target.getParent());
        try (InputStream in = fs.open(file.getPath())) {
          Files.copy(in, target);
        }
      }
    } catch (IOException e) {
      throw failed("copy", from, e);
    }
  }

  private List<FileStatus> below(Path directory) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    for (FileStatus status : fs.listStatus(directory)) {
      if (status.isDirectory()) {
        boolean hidden = status.getPath().getName().startsWith("."); // of a writer, for a moment
        files.addAll(hidden ? List.of() : below(status.getPath()));
      } else if (!isChecksum(status.getPath())) {
        files.add(status);
      }
    }
    return files;
  }

  /** Hadoop's commands leave {@code .name.crc} beside local files. */
  private boolean isChecksum(Path path) throws IOException {
    String name = path.getName();
    return name.startsWith(".")
        && name.endsWith(".crc")
        && fs.exists(new Path(path.getParent(), name.substring(1, name.length() - 4)));
  }

  /** Copies everything below a local directory. */
  void upload(java.nio.file.Path from, Path to) {
    try (Stream<java.nio.file.Path> walk = Files.walk(from)) {
      for (java.nio.file.Path file : walk.filter(Files::isRegularFile).toList()) {
        Path target = new Path(to, from.relativize(file).toString().replace('\\', '/'));
        try (OutputStream out = fs.create(target, false)) {
          Files.copy(file, out);
        }
      }
    } catch (IOException e) {
      throw failed("write", to, e);
    }
  }

  /** Writes a file that other readers see whole or not at all. */
  void replace(Path file, String text, String nonce) {
    Path temporary = new Path(file.getParent(), "." + nonce);
    try {
      try (OutputStream out = fs.create(temporary, false)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
      if (local()) {
        Files.move(
            onDisk(temporary),
            onDisk(file),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } else {
        overwrite(temporary, file);
      }
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  private void overwrite(Path from, Path to) throws IOException {
    try {
      FileContext.getFileContext(fs.getUri(), conf).rename(from, to, Options.Rename.OVERWRITE);
    } catch (UnsupportedFileSystemException e) {
      fs.delete(to, false);
      fs.rename(from, to);
    }
  }

  /**
   * Gives a directory its final name, in one step where the file system can.
   *
   * @return false when there is something of that name already; that is then unchanged
   */
  boolean moveUnlessThere(Path from, Path to) {
    try {
      if (exists(to)) {
        return false;
      }
      if (local()) {
        Files.move(onDisk(from), onDisk(to), StandardCopyOption.ATOMIC_MOVE);
        return true;
      }
      return rename(from, to);
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException | FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      if (exists(to)) {
        return false;
      }
      throw failed("write", to, e);
    }
  }

  private boolean rename(Path from, Path to) throws IOException {
    try {
      FileContext.getFileContext(fs.getUri(), conf).rename(from, to);
    } catch (UnsupportedFileSystemException e) {
      if (!fs.rename(from, to)) {
        return false;
      }
    }
    Path nested = new Path(to, from.getName());
    if (!fs.exists(nested)) {
      return true;
    }
    fs.delete(nested, true); // another was faster, and ours was moved into it
    return false;
  }

  /** Makes an empty file, unless it is there. */
  boolean createNew(Path file) {
    try {
      if (local()) {
        Files.createDirectories(onDisk(file).getParent());
        Files.createFile(onDisk(file));
      } else {
        fs.create(file, false).close();
      }
      return true;
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException | FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      if (exists(file)) {
        return false;
      }
      throw failed("write", file, e);
    }
  }

  void delete(Path path) {
    try {
      fs.delete(path, true);
    } catch (IOException e) {
      throw failed("delete", path, e);
    }
  }

  private boolean local() {
    return fs.getUri().getScheme().equals("file");
  }

  private java.nio.file.Path onDisk(Path path) {
    return ((RawLocalFileSystem) fs).pathToFile(path).toPath();
  }

  private static AssayException failed(String verb, Path path, Exception cause) {
    return new AssayException(
        ErrorCode.MODEL,
        "Cannot %s '%s' of the model registry: %s. Check the path, its permissions and the file system."
            .formatted(verb, path, cause.getMessage()),
        cause);
  }
}
