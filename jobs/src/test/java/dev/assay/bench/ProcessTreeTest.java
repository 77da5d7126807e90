package dev.assay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessTreeTest {
  private static final String SPIN = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";

  @Test
  void countsChildrenThatEndedAndWereWaitedFor() throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("sh", "-c", "sh -c '" + SPIN + "'; echo; read x").start();
    try {
      assertThat(shell.inputReader().readLine()).isEmpty();
      assertThat(new ProcessTree(shell.toHandle()).cpu()).isGreaterThan(Duration.ZERO);
    } finally {
      shell.destroy();
    }
  }

  @Test
  void forgetsTheEarlierPeakOfMemory() throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder(
                "sh", "-c", "x=$(head -c 30000000 /dev/zero | tr '\\0' a); x=; echo; read y")
            .start();
    try {
      assertThat(shell.inputReader().readLine()).isEmpty();
      ProcessTree tree = new ProcessTree(shell.toHandle());
      long before = tree.peakBytes();
      tree.resetPeak();
      assertThat(before).isGreaterThan(30_000_000);
      assertThat(tree.peakBytes()).isPositive().isLessThan(before);
    } finally {
      shell.destroy();
      shell.waitFor(5, TimeUnit.SECONDS);
    }
  }
}
