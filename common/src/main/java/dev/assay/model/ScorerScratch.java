package dev.assay.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the scorers of one task and one set of features share: for example one filled input tensor
 * for several models. Closing it closes everything made through it, last made first.
 */
public final class ScorerScratch implements AutoCloseable {
  private final Map<Object, AutoCloseable> shared = new HashMap<>();
  private final Deque<AutoCloseable> order = new ArrayDeque<>();

  /** The object under this key, made at the first call. */
  @SuppressWarnings("unchecked") // a key is only ever used with one type
  public <T extends AutoCloseable> T share(Object key, Supplier<T> make) {
    AutoCloseable present = shared.get(key);
    if (present == null) {
      present = make.get();
      shared.put(key, present);
      order.push(present);
    }
    return (T) present;
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    while (!order.isEmpty()) {
      try {
        order.pop().close();
      } catch (Exception e) {
        failure = failure == null ? new IllegalStateException(e) : failure;
      }
    }
    shared.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
