package io.perennial.model.cells;

import java.io.Serializable;

/**
 * The model at the parameters where a bootstrap replicate stands.
 *
 * @param number of the replicate, 0 or more; with the seed it determines the weights of the
 *     customers
 */
public record Replicate(int number, CellLikelihood likelihood) implements Serializable {}
