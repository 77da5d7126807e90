package dev.assay.jobs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar. */
final class Version implements IVersionProvider {
  private static final String FILE = "/META-INF/maven/dev.assay/assay-jobs/pom.properties";

  /** The version, or {@code development} outside of a jar. */
  static String current() {
    try (InputStream in = Version.class.getResourceAsStream(FILE)) {
      if (in == null) {
        return "development";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "development");
    } catch (IOException e) {
      return "development";
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"assay " + current()};
  }
}
