package dev.assay.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The vector instruction sets of the driver's processor: kernels that use them may round otherwise.
 */
final class CpuFeatures {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Set<String> VECTOR_SETS =
      Set.of("sse4_2", "avx", "avx2", "fma", "avx512f", "avx512_vnni", "amx_bf16", "asimd", "sve");

  private CpuFeatures() {}

  static String describe() {
    if (!Files.isReadable(CPU_INFO)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      List<String> head = lines.limit(60).toList();
      String model = value(head, "model name");
      String flags = value(head, "flags") + " " + value(head, "Features");
      List<String> sets =
          Arrays.stream(flags.split(" ")).filter(VECTOR_SETS::contains).sorted().toList();
      return (model + " " + String.join(" ", sets)).strip();
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  private static String value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElse("");
  }
}
