"""The parameters of every estimator."""

from pyspark.ml.param import Params

from perennial.stage import param


class FittingParams(Params):
    """How to fit."""

    weightCol = param(
        "weightCol",
        "column of weights, such as counts of equal customers; unset: every row is one customer",
        str,
    )
    maxDriverCells = param(
        "maxDriverCells",
        "up to this many distinct cells are collected to the driver, which takes about 130 bytes of"
        " its memory each while it sorts them and 30 afterwards; so many fewer with covariates, at 24"
        " bytes more each, that they take no more; beyond it they stay on the executors and every"
        " Newton step is a job",
        int,
        2_000_000,
    )
    penalty = param(
        "penalty",
        "precision (1/variance) of a normal prior on the logarithm of every parameter, around the"
        " start of the search; 0: none",
        float,
        0.0,
    )
    bootstrapReplicates = param(
        "bootstrapReplicates",
        "how often the parameters are fitted to customers drawn anew, for intervals; 0: never",
        int,
        0,
    )
    seed = param("seed", "of the random weights of the bootstrap", int, 1)
