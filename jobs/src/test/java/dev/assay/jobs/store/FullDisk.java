package dev.assay.jobs.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.sql.SparkSession;

/** The local file system, with no space left for the predictions' data files. */
public final class FullDisk extends LocalFileSystem {
  private static final int SPACE = 100;

  /** A session that writes to such a disk. */
  static SparkSession session(SparkSession session) {
    SparkSession full = session.cloneSession();
    full.conf().set("fs.file.impl", FullDisk.class.getName());
    full.conf().set("fs.file.impl.disable.cache", "true");
    return full;
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    OutputStream file =
        super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(
        path.toString().contains("/predictions/as_of=") ? new Limited(file) : file, null);
  }

  private static final class Limited extends FilterOutputStream {
    private int left = SPACE;

    private Limited(OutputStream file) {
      super(file);
    }

    @Override
    public void write(int value) throws IOException {
      if (left-- == 0) {
        throw new IOException("No space left on device");
      }
      super.write(value);
    }
  }
}
