package dev.assay.jobs.score;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The smallest keys of those that were offered, whatever the order: shorter ones first, so that
 * whole numbers come in theirs.
 */
final class SampleKeys implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int KEPT = 5;

  private final TreeSet<UTF8String> keys = new TreeSet<>(new Shortest());

  private static final class Shortest implements Comparator<UTF8String>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(UTF8String a, UTF8String b) {
      int lengths = Integer.compare(a.numChars(), b.numChars());
      return lengths != 0 ? lengths : a.compareTo(b);
    }
  }

  /** Takes a copy of a key if it is among the smallest. */
  void offer(UTF8String key) {
    if (keys.size() == KEPT) {
      if (keys.comparator().compare(key, keys.last()) >= 0 || keys.contains(key)) {
        return;
      }
      keys.pollLast();
    }
    keys.add(key.copy());
  }

  void add(SampleKeys other) {
    other.keys.forEach(this::offer);
  }

  List<String> texts() {
    return keys.stream().map(UTF8String::toString).toList();
  }
}
