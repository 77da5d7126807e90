package dev.assay.jobs.testing;

import dev.assay.jobs.score.ModelLoader;
import dev.assay.jobs.score.ReadyModel;
import dev.assay.model.ExecutionDevice;
import dev.assay.model.FeatureBatch;
import dev.assay.model.LoadedModel;
import dev.assay.model.Manifest;
import dev.assay.model.Scorer;
import dev.assay.model.ScorerScratch;
import dev.assay.plan.PlannedModel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what is loaded, opened and closed in this JVM.
 *
 * @param loader what really loads
 */
public record CountingLoader(ModelLoader loader) implements ModelLoader {
  /** Models loaded. */
  public static final AtomicLong LOADED = new AtomicLong();

  /** Scorers opened. */
  public static final AtomicLong OPENED = new AtomicLong();

  /** Scorers closed. */
  public static final AtomicLong CLOSED = new AtomicLong();

  /** Blocks scored. */
  public static final AtomicLong BLOCKS = new AtomicLong();

  @Override
  public ReadyModel load(PlannedModel planned, ExecutionDevice device) {
    ReadyModel ready = loader.load(planned, device);
    LOADED.incrementAndGet();
    return new ReadyModel(
        new Counted(ready.model()), ready.goldenBitEqual(), ready.goldenMaxDifference());
  }

  private record Counted(LoadedModel model) implements LoadedModel {
    @Override
    public Manifest manifest() {
      return model.manifest();
    }

    @Override
    public Scorer newScorer(ScorerScratch scratch) {
      Scorer scorer = model.newScorer(scratch);
      OPENED.incrementAndGet();
      return new CountedScorer(scorer);
    }

    @Override
    public String device() {
      return model.device();
    }

    @Override
    public long buildNanos() {
      return model.buildNanos();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  private record CountedScorer(Scorer scorer) implements Scorer {
    @Override
    public int outputs() {
      return scorer.outputs();
    }

    @Override
    public int blockRows() {
      return scorer.blockRows();
    }

    @Override
    public void score(FeatureBatch batch, int from, int to, double[] raw) {
      BLOCKS.incrementAndGet();
      scorer.score(batch, from, to, raw);
    }

    @Override
    public long runtimeNanos() {
      return scorer.runtimeNanos();
    }

    @Override
    public void close() {
      scorer.close();
      CLOSED.incrementAndGet();
    }
  }
}
