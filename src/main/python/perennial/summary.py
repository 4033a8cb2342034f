"""What a fit found."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Dict, List, Tuple

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, repr=False)
class FitSummary:
    """What a maximum likelihood fit found.

    Attributes
    ----------
    name : str
        The model, such as bg-nbd.
    estimates : dict of str to float
        The parameters, in the paper's order, in the model's time unit.
    standard_errors : dict of str to float
        Of the parameters; empty when the data does not determine them, which a warning explains.
    covariance : list of list of float
        Of the parameters that have standard errors, in their order.
    log_likelihood : float
        Of all customers, without the factor x!.
    aic, bic : float
        Akaike's and the Bayesian information criterion: lower is better.
    customers, cells, iterations : int
        Customers by weight, distinct combinations of what the likelihood looks at, Newton steps.
    converged : bool
        Whether the estimates are the maximum, inside the range searched.
    diagnostics : dict of str to float
        Other figures, such as tests of the model's assumptions.
    warnings : list of str
        What to know before relying on the fit.
    """

    name: str
    estimates: Dict[str, float]
    standard_errors: Dict[str, float]
    covariance: List[List[float]]
    log_likelihood: float
    aic: float
    bic: float
    customers: int
    cells: int
    iterations: int
    converged: bool
    diagnostics: Dict[str, float]
    warnings: List[str]
    _java: Any = field(compare=False)

    @classmethod
    def of(cls, java: Any) -> "FitSummary":
        """Takes the figures over from the JVM."""
        return cls(
            name=java.name(),
            estimates=dict(java.parameters()),
            standard_errors=dict(java.standardErrors()),
            covariance=[list(row) for row in java.covariance()],
            log_likelihood=java.logLikelihood(),
            aic=java.aic(),
            bic=java.bic(),
            customers=java.customers(),
            cells=java.cells(),
            iterations=java.iterations(),
            converged=java.converged(),
            diagnostics=dict(java.diagnostics()),
            warnings=list(java.warnings()),
            _java=java,
        )

    def intervals(self, level: float = 0.9) -> Dict[str, Tuple[float, float]]:
        """Central intervals of the parameters; empty unless bootstrapReplicates was set."""
        if not 0 < level < 1:
            raise ValueError(f"level = {level!r}: expected a number between 0 and 1")
        return {
            name: (interval[0], interval[1])
            for name, interval in dict(self._java.intervals(float(level))).items()
        }

    @property
    def parameters(self) -> "pandas.DataFrame":
        """The parameters as a pandas DataFrame, one row each.

        Columns: ``name``, ``estimate``, ``standard_error``, and ``low`` and ``high`` of the 90%
        interval, which are missing unless bootstrapReplicates was set.
        """
        import pandas

        nan = float("nan")
        intervals = self.intervals()
        return pandas.DataFrame(
            [
                (name, estimate, self.standard_errors.get(name, nan), *intervals.get(name, (nan, nan)))
                for name, estimate in self.estimates.items()
            ],
            columns=["name", "estimate", "standard_error", "low", "high"],
        )

    def __repr__(self) -> str:
        estimates = ", ".join(f"{name}={value:.6g}" for name, value in self.estimates.items())
        end = "converged" if self.converged else "NOT CONVERGED"
        lines = [
            f"{self.name}: {estimates}",
            f"log-likelihood {self.log_likelihood:.3f}, AIC {self.aic:.3f}, BIC {self.bic:.3f},"
            f" {self.customers} customers, {end}",
        ]
        return "\n".join(lines + [f"warning: {each}" for each in self.warnings])
