package dev.assay.jobs.cli;

import dev.assay.config.ConfigLoader;
import dev.assay.config.ConfigSource;
import dev.assay.config.LoadedConfig;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.quality.LoadedRules;
import dev.assay.quality.RuleLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Loads a job's configuration from this machine or any Hadoop file system. */
final class ConfigFiles {
  private ConfigFiles() {}

  /** The configuration that the options name. */
  static LoadedConfig load(Options.Job options, Shell shell) {
    return load(options, List.of(), shell);
  }

  /** The same with options that overrule single settings. */
  static LoadedConfig load(Options.Job options, List<ConfigLoader.Flag> more, Shell shell) {
    if (options.config.isEmpty()) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Missing required option: '--config FILE'. Name the job's configuration, such as"
              + " conf/demo.yaml.");
    }
    List<ConfigLoader.Flag> flags = new ArrayList<>(more);
    if (options.asOf != null) {
      flags.add(new ConfigLoader.Flag("--as-of", "as-of", options.asOf));
    }
    return loader(shell).load(options.config, options.set, flags);
  }

  /** The configuration in some files. */
  static LoadedConfig load(List<String> files, Shell shell) {
    return loader(shell).load(files, List.of(), List.of());
  }

  /** The store that the options name. */
  static String store(Options.StoreChoice choice, Shell shell) {
    return choice.either.store != null
        ? choice.either.store
        : load(choice.either.config, shell).config().store();
  }

  /** The rules in a file; null for no file. */
  static LoadedRules rules(String file, Shell shell) {
    return file == null ? null : RuleLoader.load(ConfigFiles::read, file, shell.env()::get);
  }

  private static ConfigLoader loader(Shell shell) {
    return new ConfigLoader(
        ConfigFiles::read, shell.env()::get, Path.of("").toAbsolutePath().toString());
  }

  private static byte[] read(String file) throws IOException {
    if (Options.local(file)) {
      return ConfigSource.localFiles().read(Options.localPath(file).toString());
    }
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file);
    try (InputStream in = path.getFileSystem(HadoopSettings.current()).open(path)) {
      return in.readAllBytes();
    }
  }

  /** The content of a file that must be there. */
  static byte[] bytes(String file) {
    try {
      return read(file);
    } catch (IOException e) {
      throw new AssayException(
          ErrorCode.CONFIG,
          "Cannot read '" + file + "': " + Failures.reason(e) + ". Check the path.",
          e);
    }
  }
}
