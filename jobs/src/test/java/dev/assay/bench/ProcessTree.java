package dev.assay.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * A process with its descendants, as Linux accounts for them in {@code /proc}: a Python worker's
 * CPU time counts like that of a thread of a JVM.
 */
final class ProcessTree {
  /** {@code USER_HZ}: the kernel reports to user space in hundredths of a second on every port. */
  private static final long NANOS_PER_TICK = 10_000_000L;

  private final ProcessHandle root;

  ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  /** User and system time so far, of living processes and of those that were waited for. */
  Duration cpu() {
    return Duration.ofNanos(processes().mapToLong(ProcessTree::ticks).sum() * NANOS_PER_TICK);
  }

  /** Makes the peak of every process its present resident size, where the kernel lets us. */
  void resetPeak() {
    processes().forEach(ProcessTree::clearPeak);
  }

  /** Sum of the processes' peaks of resident memory in bytes: an upper bound of the tree's peak. */
  long peakBytes() {
    return processes().mapToLong(ProcessTree::peak).sum();
  }

  private Stream<ProcessHandle> processes() {
    return Stream.concat(Stream.of(root), root.descendants());
  }

  private static long ticks(ProcessHandle process) {
    String stat = read(process, "stat");
    if (stat.isEmpty()) {
      return 0;
    }
    // The second field is the command's name, which may hold blanks and parentheses.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long sum = 0;
    for (int field = 14; field <= 17; field++) { // utime, stime, cutime, cstime; see proc(5)
      sum += Long.parseLong(fields[field - 3]);
    }
    return sum;
  }

  private static long peak(ProcessHandle process) {
    return read(process, "status")
        .lines()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }

  private static String read(ProcessHandle process, String name) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), name));
    } catch (IOException e) {
      return ""; // it ended meanwhile; its time is now its parent's
    }
  }

  private static void clearPeak(ProcessHandle process) {
    try {
      Files.writeString(Path.of("/proc", Long.toString(process.pid()), "clear_refs"), "5");
    } catch (IOException e) {
      if (!process.isAlive()) {
        return;
      }
      throw new UncheckedIOException("Cannot reset the peak memory of " + process.pid(), e);
    }
  }
}
