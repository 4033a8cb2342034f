package io.perennial.model.ml;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamValidators;

/**
 * A learner that grows trees.
 *
 * @param <E> the estimator itself
 * @param <M> the model it fits
 */
public abstract class TreeLearner<E extends TreeLearner<E, M>, M extends TreeModel<M>>
    extends SpendLearner<E, M> {
  private static final long serialVersionUID = 1L;

  private final IntParam trees;
  private final IntParam maxDepth;

  TreeLearner(String uid, String prediction, int defaultTrees, int defaultDepth) {
    super(uid, prediction);
    this.trees = new IntParam(this, "trees", "how many trees", ParamValidators.gtEq(1));
    this.maxDepth =
        new IntParam(
            this,
            "maxDepth",
            "questions from the root of a tree to a leaf",
            ParamValidators.inRange(1, 30));
    setDefault(trees, defaultTrees);
    setDefault(maxDepth, defaultDepth);
  }

  public IntParam trees() {
    return trees;
  }

  public IntParam maxDepth() {
    return maxDepth;
  }

  /** Sets how many trees are grown. */
  public E setTrees(int number) {
    set(trees, number);
    return self();
  }

  /** Sets how deep they are. */
  public E setMaxDepth(int depth) {
    set(maxDepth, depth);
    return self();
  }
}
