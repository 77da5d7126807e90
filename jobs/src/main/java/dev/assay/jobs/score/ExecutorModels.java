package dev.assay.jobs.score;

import dev.assay.model.ExecutionDevice;
import dev.assay.plan.PlannedModel;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.util.ShutdownHookManager;
import scala.runtime.AbstractFunction0;
import scala.runtime.BoxedUnit;

/**
 * The models of this JVM: each is loaded once for a digest and device, shared by all tasks, and
 * closed when the JVM ends. Sessions are never closed earlier, because creating and closing them
 * over and over leaks native memory in the runtime.
 */
final class ExecutorModels {
  private static final ConcurrentHashMap<Key, Entry> MODELS = new ConcurrentHashMap<>();

  static {
    ShutdownHookManager.addShutdownHook(new CloseAll());
  }

  private ExecutorModels() {}

  private record Key(String digest, ExecutionDevice device) {}

  private record Entry(ReadyModel ready, AtomicBoolean reported) {}

  /**
   * A model for a task.
   *
   * @param ready the model
   * @param first whether this is the first task of this JVM to use it, which reports its build
   */
  record Acquired(ReadyModel ready, boolean first) {}

  static Acquired acquire(PlannedModel planned, ExecutionDevice device, ModelLoader loader) {
    Entry entry = entry(planned, device, loader);
    return new Acquired(entry.ready(), entry.reported().compareAndSet(false, true));
  }

  static ReadyModel prepare(PlannedModel planned, ExecutionDevice device, ModelLoader loader) {
    return entry(planned, device, loader).ready();
  }

  private static Entry entry(PlannedModel planned, ExecutionDevice device, ModelLoader loader) {
    return MODELS.computeIfAbsent(
        new Key(planned.packageDigest(), device),
        key -> new Entry(loader.load(planned, device), new AtomicBoolean()));
  }

  private static final class CloseAll extends AbstractFunction0<BoxedUnit> {
    @Override
    public BoxedUnit apply() {
      MODELS.values().forEach(entry -> entry.ready().model().close());
      MODELS.clear();
      return BoxedUnit.UNIT;
    }
  }
}
