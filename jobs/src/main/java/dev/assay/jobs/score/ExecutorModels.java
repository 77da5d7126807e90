package dev.assay.jobs.score;

import dev.assay.model.ExecutionDevice;
import dev.assay.plan.PlannedModel;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.util.ShutdownHookManager;
import scala.runtime.AbstractFunction0;
import scala.runtime.BoxedUnit;

/**
 * The models of this JVM: each is loaded once for a digest and device, shared by all tasks, and
 * closed when the JVM ends. Sessions are never closed earlier, because creating and closing them
 * over and over leaks native memory in the runtime.
 */
final class ExecutorModels {
  private static final ConcurrentHashMap<Key, ReadyModel> MODELS = new ConcurrentHashMap<>();

  static {
    ShutdownHookManager.addShutdownHook(new CloseAll());
  }

  private ExecutorModels() {}

  private record Key(String digest, ExecutionDevice device) {}

  /** The model, and whether this call had to build it. */
  record Acquired(ReadyModel ready, boolean built) {}

  static Acquired acquire(PlannedModel planned, ExecutionDevice device, ModelLoader loader) {
    Key key = new Key(planned.packageDigest(), device);
    boolean[] built = new boolean[1];
    ReadyModel ready =
        MODELS.computeIfAbsent(
            key,
            k -> {
              built[0] = true;
              return loader.load(planned, device);
            });
    return new Acquired(ready, built[0]);
  }

  private static final class CloseAll extends AbstractFunction0<BoxedUnit> {
    @Override
    public BoxedUnit apply() {
      MODELS.values().forEach(ready -> ready.model().close());
      MODELS.clear();
      return BoxedUnit.UNIT;
    }
  }
}
