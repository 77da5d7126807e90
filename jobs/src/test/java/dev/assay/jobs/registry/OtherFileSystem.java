package dev.assay.jobs.registry;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local disk under other schemes, so that it is used as a distant file system is: {@code plain}
 * has no file context, {@code context} has one.
 */
public class OtherFileSystem extends RawLocalFileSystem {
  private static final URI UNKNOWN = URI.create("plain:///");

  private URI uri;

  static void configure(Configuration conf) {
    conf.setClass("fs.plain.impl", OtherFileSystem.class, OtherFileSystem.class);
    conf.setClass("fs.context.impl", OtherFileSystem.class, OtherFileSystem.class);
    conf.setClass("fs.AbstractFileSystem.context.impl", Context.class, Context.class);
  }

  @Override
  public void initialize(URI given, Configuration conf) throws IOException {
    super.initialize(given, conf);
    uri = URI.create(given.getScheme() + ":///");
  }

  @Override
  public URI getUri() {
    return uri == null ? UNKNOWN : uri; // the superclass asks while it is built
  }

  @Override
  public String getScheme() {
    return getUri().getScheme();
  }

  /** The same as a file context sees it. */
  public static final class Context extends DelegateToFileSystem {
    /** Called by Hadoop. */
    public Context(URI uri, Configuration conf) throws IOException, URISyntaxException {
      super(uri, new OtherFileSystem(), conf, "context", false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }
  }
}
