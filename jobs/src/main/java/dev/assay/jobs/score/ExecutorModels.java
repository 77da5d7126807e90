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
    // After the Spark context, whose end stops the tasks of a local master.
    int priority = ShutdownHookManager.SPARK_CONTEXT_SHUTDOWN_PRIORITY() - 10;
    ShutdownHookManager.addShutdownHook(priority, new CloseAll());
  }

  private ExecutorModels() {}

  private record Key(String digest, ExecutionDevice device) {}

  /** A model, or the place where it is being loaded: tasks that want others do not wait for it. */
  private static final class Entry {
    private final AtomicBoolean reported = new AtomicBoolean();
    private ReadyModel ready;
    private int uses;
    private boolean ended;

    synchronized ReadyModel load(PlannedModel planned, ExecutionDevice device, ModelLoader loader) {
      if (ended) {
        throw new IllegalStateException("the JVM is ending");
      }
      if (ready == null) {
        ready = loader.load(planned, device);
      }
      return ready;
    }

    synchronized Lease lease(PlannedModel planned, ExecutionDevice device, ModelLoader loader) {
      Lease lease = new Lease(this, load(planned, device, loader));
      uses++;
      return lease;
    }

    synchronized void release() {
      uses--;
    }

    /** Closing a session under a call that still runs would crash the JVM. */
    synchronized void end() {
      ended = true;
      if (ready != null && uses == 0) {
        ready.model().close();
      }
    }
  }

  /** A task's hold on a model: it is not closed before the lease is. */
  static final class Lease implements AutoCloseable {
    private final Entry entry;
    private final ReadyModel ready;
    private final AtomicBoolean released = new AtomicBoolean();

    private Lease(Entry entry, ReadyModel ready) {
      this.entry = entry;
      this.ready = ready;
    }

    ReadyModel ready() {
      return ready;
    }

    /** Whether the caller is the first finished task of this JVM and so reports the build. */
    boolean reportsBuild() {
      return entry.reported.compareAndSet(false, true);
    }

    /** Leaves the report to another task: what a failed one has counted is thrown away. */
    void takeBackReport() {
      entry.reported.set(false);
    }

    @Override
    public void close() {
      if (released.compareAndSet(false, true)) {
        entry.release();
      }
    }
  }

  static Lease acquire(PlannedModel planned, ExecutionDevice device, ModelLoader loader) {
    return entry(planned, device).lease(planned, device, loader);
  }

  static ReadyModel prepare(PlannedModel planned, ExecutionDevice device, ModelLoader loader) {
    return entry(planned, device).load(planned, device, loader);
  }

  private static Entry entry(PlannedModel planned, ExecutionDevice device) {
    return MODELS.computeIfAbsent(new Key(planned.packageDigest(), device), key -> new Entry());
  }

  private static final class CloseAll extends AbstractFunction0<BoxedUnit> {
    @Override
    public BoxedUnit apply() {
      MODELS.values().forEach(Entry::end);
      return BoxedUnit.UNIT;
    }
  }
}
