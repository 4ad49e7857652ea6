"""Where known truths rank among posterior draws, and whether the ranks are uniform.

If truths are drawn from the prior and records from the truths, the rank of a truth among draws of
its posterior is uniform, whatever the theory (Talts, Betancourt, Simpson, Vehtari and Gelman,
"Validating Bayesian inference algorithms with simulation-based calibration", 2018,
arXiv:1804.06788). A prior that is truncated to stable values stays a prior, as long as the
posterior is truncated by the same rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit  # pyright: ignore[reportUnknownVariableType]
from scipy.stats import binomtest  # pyright: ignore[reportUnknownVariableType]

from contention.engine.model import Model
from contention.inference.fitting import ON_PRIOR

from .uniformity import adjusted, chance_of_bins

Floats = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.95)
"""Central intervals whose coverage is counted."""

BINS = 10
"""Bins of a rank histogram."""

OFF = 0.01
"""A chance below this under a right fit, adjusted for the number of parameters, is off."""

FEW = 0.1
"""Share of records whose weights may fail before that counts as a failure."""

AGREES = 0.99
"""Level of the interval of an overall coverage (Student's t over records) in which it agrees."""


@dataclass(frozen=True)
class Ranks:
    """Known truths among draws of their posteriors.

    Attributes
    ----------
    truth
        True values in natural units (records x parameters).
    rank
        Share of the posterior draws below the truth, spread between two draws by a random
        number, so that it is uniform on 0 to 1 for any number of draws (records x parameters).
    middle, low, high
        Posterior median and ends of the central 95 per cent interval.
    share
        Posterior sd as a share of the prior's, in unconstrained coordinates.
    method
        How the posteriors were drawn.
    masked
        Whether the records took the gaps of a real one.
    tried
        Prior draws tried for the stable truths.
    skipped
        Records that gave no posterior, by reason.
    untrusted
        Records whose importance weights cannot be trusted; their draws are in the ranks.
    unstable
        Share of posterior draws that were left out because they are not stable.
    """

    model: Model = field(repr=False)
    truth: Floats = field(repr=False)
    rank: Floats = field(repr=False)
    middle: Floats = field(repr=False)
    low: Floats = field(repr=False)
    high: Floats = field(repr=False)
    share: Floats = field(repr=False)
    method: str
    masked: bool
    tried: int
    skipped: dict[str, int]
    untrusted: int
    unstable: float
    events: tuple[int, ...] = field(repr=False)

    @property
    def records(self) -> int:
        """Number of records."""
        return self.truth.shape[0]

    def inside(self, level: float) -> NDArray[np.bool_]:
        """Whether each central interval holds its truth (records x parameters)."""
        return np.abs(self.rank - 0.5) < 0.5 * level

    def coverage(self) -> pl.DataFrame:
        """Return the coverage over all parameters, one row a level.

        ``error`` is the Monte Carlo standard error, from the spread of the records: parameters
        of one record share its luck. It is no smaller than that of independent intervals at
        their level, since a few records that happen to miss little have hardly any spread.
        ``agrees`` is whether the level lies in the 99 per cent interval of the coverage. With
        one record there is no error, and so no row.
        """
        rows: list[tuple[float, float, float, bool]] = []
        by_all = self.truth.shape[1]
        for level in LEVELS if self.records > 1 else ():
            by_record = self.inside(level).mean(axis=1)
            covered = float(by_record.mean())
            spread = max(float(by_record.var(ddof=1)), level * (1.0 - level) / by_all)
            error = float(np.sqrt(spread / self.records))
            reach = float(cast("float", stdtrit(self.records - 1, 0.5 + 0.5 * AGREES))) * error
            rows.append((level, covered, error, bool(abs(covered - level) <= reach)))
        kinds = {"level": pl.Float64, "coverage": pl.Float64, "error": pl.Float64}
        return pl.DataFrame(rows, schema={**kinds, "agrees": pl.Boolean}, orient="row")

    def table(self) -> pl.DataFrame:
        """Return one row a parameter.

        ``c50``, ``c80`` and ``c95`` are coverages. ``p_value`` is the smaller of the chance of
        the rank histogram (chi-square) and that of the 95 per cent coverage (binomial), doubled;
        ``p_adjusted`` is adjusted for all parameters (Holm). ``verdict`` is ``off`` where that
        is below 0.01, else ``not identified`` where the posterior is typically wider than 0.8
        of the prior, else ``agrees``.
        """
        p_value = np.array([self._chance(k) for k in range(self.rank.shape[1])])
        p_adjusted = adjusted(p_value)
        share = np.median(self.share, axis=0)
        covered = {f"c{100 * level:.0f}": self.inside(level).mean(axis=0) for level in LEVELS}
        return pl.DataFrame(
            {
                "name": self.model.names,
                "block": [info.block for info in self.model.parameters],
                **covered,
                "mean_rank": self.rank.mean(axis=0),
                "p_value": p_value,
                "p_adjusted": p_adjusted,
                "error_over_prior": share,
                "verdict": [
                    "off" if p < OFF else "not identified" if s > ON_PRIOR else "agrees"
                    for p, s in zip(p_adjusted, share, strict=True)
                ],
            }
        )

    def histogram(self, bins: int = BINS) -> NDArray[np.int64]:
        """Return the rank histogram of each parameter (parameters x bins)."""
        edges = np.linspace(0.0, 1.0, bins + 1)
        return np.array([np.histogram(column, edges)[0] for column in self.rank.T])

    def failures(self) -> list[str]:
        """Return what is not as it should be, in sentences; none if all agrees."""
        out: list[str] = []
        for row in self.coverage().iter_rows(named=True):
            if not row["agrees"]:
                out.append(
                    f"The {100 * row['level']:.0f} per cent intervals hold the truth in "
                    f"{100 * row['coverage']:.1f} ± {100 * row['error']:.1f} per cent."
                )
        off = self.table().filter(pl.col("verdict") == "off")
        out += [
            f"The ranks of {row['name']} are not uniform (p = {row['p_adjusted']:.2g})."
            for row in off.iter_rows(named=True)
        ]
        out += [f"{n} records gave no posterior: {why}." for why, n in self.skipped.items()]
        if self.untrusted > FEW * self.records:
            out.append(self._untrusted())
        return out

    def notes(self) -> list[str]:
        """Return what a reader should know beside the failures, in sentences."""
        out = [
            f"{100 * self.stable_share:.0f} per cent of the prior draws are stable, and "
            f"{100 * (1 - self.unstable):.0f} per cent of the posterior draws."
        ]
        if 0 < self.untrusted <= FEW * self.records:
            out.append(self._untrusted())
        wide = self.table().filter(pl.col("verdict") == "not identified").height
        if wide:
            out.append(f"{wide} of {len(self.model.names)} parameters rest on their prior.")
        return out

    def _untrusted(self) -> str:
        return (
            f"The posterior draws of {self.untrusted} of {self.records} records cannot be trusted."
        )

    @property
    def stable_share(self) -> float:
        """Share of the prior draws tried that are stable."""
        return (self.records + sum(self.skipped.values())) / max(self.tried, 1)

    def to_json(self) -> dict[str, Any]:
        """Return the ranks with documented keys."""
        rows = zip(self.table().to_dicts(), self.histogram().tolist(), strict=True)
        return {
            "records": self.records,
            "method": self.method,
            "masked": self.masked,
            "stable_share": self.stable_share,
            "skipped": self.skipped,
            "untrusted": self.untrusted,
            "unstable_posterior_share": self.unstable,
            "median_events": float(np.median(self.events)) if self.events else None,
            "coverage": self.coverage().to_dicts(),
            "parameters": [row | {"histogram": bins} for row, bins in rows],
            "recovery": self.recovery(),
        }

    def recovery(self) -> list[dict[str, Any]]:
        """Return what a recovery plot shows: truth, median and interval of each record."""
        return [
            {
                "name": name,
                "truth": self.truth[:, k].tolist(),
                "middle": self.middle[:, k].tolist(),
                "low": self.low[:, k].tolist(),
                "high": self.high[:, k].tolist(),
            }
            for k, name in enumerate(self.model.names)
        ]

    def _chance(self, k: int) -> float:
        counts = self.histogram()[k].astype(float)
        even = chance_of_bins(counts, np.full(BINS, 1.0 / BINS))
        covered = int(self.inside(LEVELS[-1])[:, k].sum())
        test = cast("Any", binomtest)(covered, self.records, LEVELS[-1])
        return min(2.0 * min(even, float(test.pvalue)), 1.0)

    def _repr_html_(self) -> str:
        head = f"<p><b>{self.records} records</b> of {self.model.theory.title}, {self.method}.</p>"
        return head + self.coverage()._repr_html_() + self.table()._repr_html_()  # pyright: ignore
