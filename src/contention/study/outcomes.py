"""Checks of a study as rows of ``validity.json``: what was found, what was asked, the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contention.inference.foretelling import Foretold
    from contention.inference.validity.pit import Pit
    from contention.inference.validity.ranks import Ranks
    from contention.inference.validity.sensitivity import Sensitivity

GRADIENT = 1e-4
"""Largest relative error of the gradient against differences."""

UNLIKELY = 0.01
"""A p-value below this fails."""

BEYOND = 2.0
"""Standard errors by which a coverage may be off."""

WILD = 0.5
"""Least share of posterior draws that have to be stable."""

Check = dict[str, Any]


def of_gradient(error: float) -> list[Check]:
    """Return the check of the gradient."""
    says = (
        "Largest relative error of the gradient against differences, in five random directions "
        "near the mode"
    )
    return [_check("gradient", says, error, limit=GRADIENT, passed=error <= GRADIENT)]


def of_weeks_ahead(found: Foretold) -> list[Check]:
    """Return the checks of worlds that continue the record."""
    p = found.uniformity()
    says = (
        "Chance of ranks as uneven as these if the worlds were right (Kolmogorov-Smirnov, as if "
        "all ranks were independent)"
    )
    checks = [_check("ranks", says, p, limit=UNLIKELY, passed=p >= UNLIKELY)]
    for row in found.coverage():
        level, off = row["level"], abs(row["share"] - row["level"])
        says = (
            f"Share of country-months inside the central {100 * level:.0f} per cent of the worlds "
            "that continue the record"
        )
        passed = off <= BEYOND * row["error"]
        name = f"coverage {100 * level:.0f}"
        checks.append(
            _check(name, says, row["share"], limit=level, passed=passed, error=row["error"])
        )
    scores = found.sharpness()
    gain, error = scores["gain"], scores["gain_error"]
    says = (
        "Gain in score (CRPS, town-days) of worlds that know the record over worlds that do not, "
        "which a wide ensemble does not have; below zero, knowing what happened misleads"
    )
    checks.append(_check("sharpness", says, gain, limit=0.0, passed=gain >= 0.0, error=error))
    return checks


def of_stability(posterior: dict[str, Any] | None) -> list[Check]:
    """Return the check of posterior draws; none if there are no draws."""
    if posterior is None:
        return []
    share = posterior.get("stable_share")
    passed = share is not None and share >= WILD
    says = "Share of posterior draws whose outbreaks die out"
    return [_check("stable draws", says, share, limit=WILD, passed=passed)]


def of_counts(found: Pit) -> list[Check]:
    """Return the check of the counts of country-days, one day ahead."""
    says = "Acts whose counts of a country-day are not as foretold the day before, at 1 per cent"
    return [_none("counts", says, found.off)]


def of_choices(found: Sensitivity) -> list[Check]:
    """Return the check of refits with choices made otherwise."""
    shifts = found.shifts
    changed = shifts.filter(shifts["flips"] | shifts["lost"])["name"].unique().sort().to_list()
    says = "Mechanisms whose sign is lost or turned if a choice behind the record is made otherwise"
    return [_none("choices", says, (*changed, *found.failed))]


def of_calibration(found: Ranks) -> list[Check]:
    """Return the checks of known truths among draws of their posteriors."""
    checks: list[Check] = []
    for row in found.coverage().iter_rows(named=True):
        says = (
            f"Share of known truths inside the central {100 * row['level']:.0f} per cent of their "
            f"posteriors, over {found.records} simulated records"
        )
        name, given = f"calibration {100 * row['level']:.0f}", row["agrees"]
        checks.append(
            _check(
                name, says, row["coverage"], limit=row["level"], passed=given, error=row["error"]
            )
        )
    table = found.table()
    off = table.filter(table["verdict"] == "off")["name"].to_list()
    says = "Parameters whose ranks among their posterior draws are not uniform, at 1 per cent"
    checks.append(_none("calibrated ranks", says, off))
    return checks


def _none(name: str, says: str, found: list[str] | tuple[str, ...]) -> Check:
    """Return a check that passes if nothing was found."""
    named = f": {', '.join(found)}" if found else ""
    return _check(name, f"{says}{named}", len(found), limit=0, passed=not found)


def _check(
    name: str,
    says: str,
    value: float | None,
    *,
    limit: float,
    passed: bool,
    error: float | None = None,
) -> Check:
    return {
        "check": name,
        "says": says,
        "value": value,
        "error": error,
        "limit": limit,
        "passed": passed,
    }
