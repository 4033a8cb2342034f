"""What went wrong, as Python exceptions."""

from typing import Any, Optional, Sequence

from pyspark.errors.exceptions import captured

_JOB_FAILURE = "io.perennial.failure.JobFailure"


class PerennialError(ValueError):
    """A mistake in data or settings that its user can mend; the message says how.

    Attributes
    ----------
    problems : tuple of str
        Everything that is wrong, a sentence each.
    exit_code : int
        What the job would exit with: 3 settings, 4 data, 6 a model that cannot be fitted or read.
    """

    def __init__(self, problems: Sequence[str], exit_code: int):
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)
        self.exit_code = exit_code


SETTINGS = 3


def _failure(java_exception: Any) -> Optional[PerennialError]:
    cause = java_exception
    while cause is not None:
        if cause.getClass().getName() == _JOB_FAILURE:
            return PerennialError(list(cause.problems()), cause.exitCode().number())
        cause = cause.getCause()
    return None


# PySpark turns the exceptions of the JVM into its own here, whatever was called: a stage, a
# Pipeline with a stage in it, an action on a data frame. What it does not know it lets through as
# Py4JJavaError with a trace.
_convert = captured.convert_exception


def _convert_failures_too(java_exception: Any) -> Exception:
    return _failure(java_exception) or _convert(java_exception)


captured.convert_exception = _convert_failures_too
