"""What all stages have in common."""

import difflib
import inspect
import sys
from types import ModuleType
from typing import Any, Callable, Dict, List, Optional, Type, TypeVar

from pyspark import SparkContext
from pyspark.errors import IllegalArgumentException
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaTransformer

from perennial.errors import SETTINGS, PerennialError
from perennial.summary import FitSummary

S = TypeVar("S", bound="Stage")

_UNSET = object()

_CONVERTERS: Dict[Any, Callable[[Any], Any]] = {
    float: TypeConverters.toFloat,
    int: TypeConverters.toInt,
    str: TypeConverters.toString,
    List[str]: TypeConverters.toListString,
}


def param(
    name: str,
    doc: str,
    kind: Any,
    default: Any = _UNSET,
    converter: Optional[Callable[[Any], Any]] = None,
) -> Param:
    """A Param of the Java stage, with what that says of it; the tests compare the two."""
    declared = Param(Params._dummy(), name, doc, converter or _CONVERTERS[kind])
    declared.kind = kind
    declared.default = default
    return declared


def java(package: str) -> Callable[[type], type]:
    """Ties a class to the Java class of its name in this package.

    PySpark finds the Python class of a stage, and the Java class of a Python one, by replacing
    org.apache.spark by pyspark in the qualified name. These names have nothing to replace, so the
    classes are in modules that are called like the Java packages.
    """

    def tie(cls: type) -> type:
        cls.__module__ = package
        module = sys.modules.setdefault(package, ModuleType(package))
        setattr(module, cls.__name__, cls)
        declared = declared_params(cls)
        for each in declared.values():
            setter = f"set{each.name[0].upper()}{each.name[1:]}"
            setattr(cls, setter, _setter(each, setter))
        _document(cls, declared)
        return cls

    return tie


def declared_params(cls: type) -> Dict[str, Param]:
    """The Params of a class by name."""
    attributes = {name: getattr(cls, name) for name in dir(cls)}
    return {name: value for name, value in attributes.items() if isinstance(value, Param)}


def _setter(declared: Param, name: str) -> Callable[..., Any]:
    def set_param(self, value):
        return self._set(**{declared.name: value})

    set_param.__name__ = name
    set_param.__doc__ = f"Sets {declared.name}: {declared.doc}."
    set_param.__annotations__ = {"value": declared.kind}
    return set_param


def _document(cls: type, declared: Dict[str, Param]) -> None:
    lines = [inspect.cleandoc(cls.__doc__), "", "Parameters", "----------"]
    for each in declared.values():
        kind = getattr(each.kind, "__name__", str(each.kind)).replace("typing.", "")
        kind = "list of str" if each.kind == List[str] else kind
        default = "unset by default" if each.default is _UNSET else f"default {each.default!r}"
        lines += [f"{each.name} : {kind}, {default}", f"    {each.doc}"]
    cls.__doc__ = "\n".join(lines)
    if issubclass(cls, ConfiguredStage):
        cls.__signature__ = inspect.Signature(
            inspect.Parameter(
                each.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=None if each.default is _UNSET else each.default,
                annotation=each.kind,
            )
            for each in declared.values()
        )


class Stage(JavaMLReadable, JavaMLWritable):
    """Params, setting them, saving and loading."""

    def setParams(self: S, **params: Any) -> S:
        """Sets parameters by name."""
        return self._set(**params)

    def _set(self: S, **params: Any) -> S:
        for name, value in params.items():
            if name not in declared_params(type(self)):
                raise TypeError(self._no_parameter(name))
            if value is None:
                self.clear(self.getParam(name))
            else:
                self._accept(name, value)
                super()._set(**{name: value})
        return self

    def _accept(self, name: str, value: Any) -> None:
        """Sets a Param of the Java stage, which knows what is allowed."""
        declared = self.getParam(name)
        if self._java_obj is None:
            return
        try:
            converted = declared.typeConverter(value)
        except TypeError as e:
            raise TypeError(f"{type(self).__name__}: {name} = {value!r}: {e}") from None
        try:
            self._java_obj.set(self._make_java_param_pair(declared, converted))
        except IllegalArgumentException:
            problem = f"{type(self).__name__}: {name} = {value!r} is not allowed. It is: {declared.doc}."
            raise PerennialError([problem], SETTINGS) from None

    def _no_parameter(self, name: str) -> str:
        names = list(declared_params(type(self)))
        lower = {each.lower(): each for each in names}
        near = difflib.get_close_matches(name.lower().replace("_", ""), lower, 1, 0.5)
        near = near or [each for each in lower if name.lower() in each]
        meant = f" Did you mean {lower[near[0]]}?" if near else ""
        return f"{type(self).__name__} has no parameter {name}.{meant} There are {', '.join(names)}."

    def _defaults(self) -> None:
        declared = declared_params(type(self)).values()
        self._setDefault(
            **{each.name: each.default for each in declared if each.default is not _UNSET}
        )


def new_java_object(name: str, *arguments: Any) -> Any:
    """An object of the JVM, which must be there and have the jar."""
    if SparkContext._active_spark_context is None:
        raise PerennialError(
            [
                "There is no Spark session. Start one with Perennial's jar:"
                ' SparkSession.builder.config("spark.jars", perennial.jar_path()).getOrCreate()'
            ],
            SETTINGS,
        )
    return java_class(name)(*arguments)


def java_class(name: str) -> Any:
    """A class of the JVM, by its qualified name."""
    found = SparkContext._active_spark_context._jvm
    for part in name.split("."):
        found = getattr(found, part)
    if type(found).__name__ == "JavaPackage":
        raise PerennialError(
            [
                f"Spark does not know {name}: its session was started without Perennial's jar. Stop it"
                ' and start it with .config("spark.jars", perennial.jar_path())'
            ],
            SETTINGS,
        )
    return found


class ConfiguredStage(Stage):
    """A stage made of its parameters."""

    def __init__(self, **params: Any):
        super().__init__()
        self._java_obj = new_java_object(f"{type(self).__module__}.{type(self).__name__}")
        self._resetUid(self._java_obj.uid())
        self._defaults()
        self._set(**params)


class StageEstimator(ConfiguredStage, JavaEstimator):
    """An estimator of a model that is called like it, with Model behind."""

    def _create_model(self, java_model: Any) -> "StageModel":
        made: Type[StageModel] = getattr(
            sys.modules[type(self).__module__], type(self).__name__ + "Model"
        )
        return made(java_model)


class ConfiguredTransformer(ConfiguredStage, JavaTransformer):
    """A transformer that is not fitted."""


class StageModel(Stage, JavaModel):
    """A fitted model."""

    def __init__(self, java_model: Any = None):
        super().__init__(java_model)
        self._defaults()
        if java_model is not None:
            self._transfer_params_from_java()

    @property
    def summary(self) -> FitSummary:
        """What the fit found: parameters, log-likelihood, warnings and more."""
        return FitSummary.of(self._java_obj.summary())
