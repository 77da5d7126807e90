package dev.assay.jobs.score;

import java.util.ArrayList;
import java.util.List;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Lists between Java and Scala. */
final class Scalas {
  private Scalas() {}

  static <T> scala.collection.immutable.List<T> seq(List<? extends T> list) {
    List<T> copy = new ArrayList<>(list);
    return JavaConverters.asScalaBuffer(copy).toList();
  }

  static <T> List<T> list(Seq<T> seq) {
    return JavaConverters.seqAsJavaList(seq);
  }
}
