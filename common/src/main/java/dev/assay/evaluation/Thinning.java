package dev.assay.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Leaves out points of a line, the one first whose loss changes the area beside the line least
 * (Visvalingam and Whyatt 1993). The ends stay.
 */
final class Thinning {
  private final double[] x;
  private final double[] y;
  private final int[] before;
  private final int[] after;

  /** A point and the area of the triangle with its neighbours; outdated if they have changed. */
  private record Corner(int point, double area, int before, int after) {}

  private Thinning(double[] x, double[] y) {
    this.x = x;
    this.y = y;
    before = new int[x.length];
    after = new int[x.length];
    Arrays.setAll(before, i -> i - 1);
    Arrays.setAll(after, i -> i + 1);
  }

  /** The places of the points to keep, ascending: at most so many, and none without an effect. */
  static int[] keep(double[] x, double[] y, int most) {
    return new Thinning(x, y).run(most);
  }

  private int[] run(int most) {
    PriorityQueue<Corner> corners =
        new PriorityQueue<>(Comparator.comparingDouble(Corner::area).thenComparing(Corner::point));
    for (int i = 1; i < x.length - 1; i++) {
      corners.add(corner(i));
    }
    int left = x.length;
    while (!corners.isEmpty() && (left > most || corners.peek().area() == 0)) {
      Corner corner = corners.poll();
      int i = corner.point();
      if (corner.before() != before[i] || corner.after() != after[i]) {
        continue; // a newer one is in the queue
      }
      after[before[i]] = after[i];
      before[after[i]] = before[i];
      left--;
      addAgain(corners, before[i]);
      addAgain(corners, after[i]);
    }
    int[] kept = new int[left];
    int next = 0;
    for (int i = 0; i < left; i++) {
      kept[i] = next;
      next = after[next];
    }
    return kept;
  }

  private void addAgain(PriorityQueue<Corner> corners, int point) {
    if (point > 0 && point < x.length - 1) {
      corners.add(corner(point));
    }
  }

  private Corner corner(int i) {
    int a = before[i];
    int b = after[i];
    double area = Math.abs((x[i] - x[a]) * (y[b] - y[a]) - (x[b] - x[a]) * (y[i] - y[a])) / 2;
    return new Corner(i, area, a, b);
  }
}
