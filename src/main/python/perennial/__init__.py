"""Perennial's stages in PySpark.

The job jar holds the stages and this module: start Spark with it as ``--jars`` and ``--py-files``.
Every Java estimator and model has a class here, named like it; Params are keywords of the constructor and
attributes of the stage, as in Spark's own. A model's ``summary`` and ``likelihood`` are the Java
objects behind it::

    model = BgNbd(horizonDays=273).fit(customers)
    model.summary.parameters()["r"]
    model.likelihood.expectedPurchases(52.0)
"""

import sys

from pyspark.ml.param import Param, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel

_ESTIMATORS = {
    "io.perennial.model.btyd": (
        "BgNbd",
        "MbgNbd",
        "BgCnbd",
        "MbgCnbd",
        "ParetoNbd",
        "Nbd",
        "BgBb",
    ),
    "io.perennial.model.contractual": ("ShiftedBetaGeometric", "BetaDiscreteWeibull"),
    "io.perennial.model.spend": ("GammaGamma",),
}

_CONVERTERS = {
    "DoubleParam": TypeConverters.toFloat,
    "IntParam": TypeConverters.toInt,
    "LongParam": TypeConverters.toInt,
    "Param": TypeConverters.toString,
    "StringArrayParam": TypeConverters.toListString,
}


class _Stage(JavaMLReadable, JavaMLWritable):
    """What estimators and models have in common: Params are those of the Java stage."""

    def _create_params_from_java(self):
        for java_param in self._java_obj.params():
            converter = _CONVERTERS[java_param.getClass().getSimpleName()]
            param = Param(self, java_param.name(), java_param.doc(), converter)
            setattr(self, param.name, param)
        self._params = None  # where Params remembers them

    def setParams(self, **params):
        """Sets Params by name."""
        return self._set(**params)


class _Estimator(_Stage, JavaEstimator):
    def __init__(self, **params):
        super().__init__()
        self._java_obj = self._new_java_obj(f"{type(self).__module__}.{type(self).__name__}")
        self._resetUid(self._java_obj.uid())
        self._create_params_from_java()
        self._transfer_params_from_java()
        self._set(**params)

    def _create_model(self, java_model):
        return _class(type(self).__module__, type(self).__name__ + "Model")(java_model)


class _Model(_Stage, JavaModel):
    def __init__(self, java_model=None):
        super().__init__(java_model)
        if java_model is not None:
            self._transfer_params_from_java()

    def setParams(self, **params):
        super().setParams(**params)
        self._transfer_params_to_java()
        return self

    @property
    def summary(self):
        """What the fit found: parameters(), standardErrors(), logLikelihood(), warnings() and more."""
        return self._java_obj.summary()

    @property
    def likelihood(self):
        """The model at the fitted parameters, for forecasts of single customers."""
        return self._java_obj.likelihood()


def _class(package, name):
    return getattr(sys.modules[package], name)


# PySpark finds the Python class of a stage, and the Java class of a Python one, by replacing
# org.apache.spark by pyspark in the qualified name. These names have nothing to replace, so the
# classes are in modules that are called like the Java packages.
for _package, _names in _ESTIMATORS.items():
    _module = sys.modules[_package] = type(sys)(_package)
    for _name in _names:
        for _qualified, _base in ((_name, _Estimator), (_name + "Model", _Model)):
            _made = type(_qualified, (_base,), {"__module__": _package})
            setattr(_module, _qualified, _made)
            globals()[_qualified] = _made
