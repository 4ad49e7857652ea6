"""What one theory scores: held-out blocks, evidence, noises, prior widths, and what each part adds.

The held-out score of a block is log p(block | the rest of the record): the record of the block,
day by day, each day seen before the next, and the parameters averaged over their posterior given
the rest. It is the difference of two log evidences, of the whole record and of the rest, each in
the Laplace picture (`peaks`). Beside it stands the score at the mode of the rest alone, which
takes parameters that the rest says nothing about for known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.binding import bind
from contention.engine.model import Model
from contention.engine.parameters import Coordinates
from contention.inference.climbing import positive
from contention.inference.fitting import fit, refuse_random_flows
from contention.inference.local import carried
from contention.inference.posterior import LogPosterior
from contention.inference.weighing import FEWEST, weigh
from contention.record.frames import events_of
from contention.theory.families import Family, families
from contention.theory.noise import NOISES, Noise
from contention.theory.pruning import without_coefficients

from .blocks import Block
from .curving import curvature_at, one_by_one
from .peaks import Peak, find_peak, inverse
from .scores import AS_WRITTEN, WIDTHS, Ablated, Effort, NoiseScores, Scores
from .variants import coordinates_under, counting_constants, refitted, variants_of

Floats = NDArray[np.float64]

DRAWS = 1000  # of the evidence, with effort "full"
SIZE = 0.1  # of differences at a start whose errors are not known, in prior widths


def score(
    model: Model,
    record: object,
    blocks: Sequence[Block],
    *,
    start: Floats | None = None,
    effort: Effort = "quick",
    noises: tuple[Noise, ...] = NOISES,
    step: Callable[[], None] | None = None,
) -> Scores:
    """Score one theory on a record.

    Parameters
    ----------
    model
        A bound model.
    record
        A record, or its events as polars.
    blocks
        What is held out, from `blocks_of`.
    start
        The mode of a fit to the whole record, in natural units. Default: fitted here, from one
        starting point.
    effort
        ``quick``: held-out scores of the theory as it is written; other prior widths by a fit of
        their own for its evidence, and else by the quadratic picture of the likelihood; ablation
        by the density at zero. ``full``: held-out scores under every noise, and a fit of its own
        for every width and every family that is left out, and
        evidence under the priors as written by importance draws.
    noises
        Noises to go through.
    step
        Called after each noise and each ablation; `steps_of` says how often.

    Raises
    ------
    ContentionError
        I001 or I002, as `contention.fit`.
    """
    started = perf_counter()
    refuse_random_flows(model)
    events = events_of(record)
    free, curvature = _foothold(model, events, start)
    done: dict[int, tuple[NoiseScores, Peak]] = {}
    found: list[NoiseScores] = []
    scored = _Blocks(events, list(blocks), effort)
    before = model
    rests: list[Peak] = []
    whole: Peak | None = None
    for noise, variant in reversed(variants_of(model, noises).items()):
        written = variant is model
        if id(variant) not in done:
            if not written:
                last = done[id(before)][1]
                free, curvature = carried(last.free, last.curvature, before, variant)
            scores, peak, apart = scored.scores(
                noise, variant, free, curvature, held=written or effort == "full"
            )
            done[id(variant)] = scores, peak
            before = variant
            if written:
                whole, rests = peak, apart
        scores = done[id(variant)][0]
        found.insert(0, replace(scores, noise=noise))
        if step is not None:
            step()
    assert whole is not None
    ablation: list[Ablated] = []
    for family in families(model.theory):
        if effort == "quick" and _normal(model, family):
            ablation.append(_at_zero(model, family, whole, rests))
        else:
            ablation.append(scored.without(model, family, whole, rests))
        if step is not None:
            step()
    theory = model.theory
    seconds = perf_counter() - started
    modes = [model.coordinates.natural(rest.free).tolist() for rest in rests]
    return Scores(theory.name, theory.title, effort, found, ablation, seconds, modes)


def _foothold(model: Model, events: pl.DataFrame, start: Floats | None) -> tuple[Floats, Floats]:
    """Return where the first climb starts, in free coordinates, and the curvature there."""
    if start is None:
        fitted = fit(model, events, starts=1)
        return fitted.free, inverse(fitted.covariance)
    posterior = LogPosterior(model, events)
    prior = model.coordinates.prior_sd()
    free = model.coordinates.free(start)
    _, curvature = curvature_at(posterior, free, SIZE * prior, one_by_one(free.size))
    return free, positive(curvature, prior)


def steps_of(model: Model, noises: tuple[Noise, ...] = NOISES) -> int:
    """Return how many steps `score` will report."""
    return len(noises) + len(families(model.theory))


class _Blocks:
    """The blocks of one record, for scores of several variants of a theory."""

    def __init__(self, events: pl.DataFrame, blocks: list[Block], effort: Effort) -> None:
        self.events = events
        self.masks = [block.mask for block in blocks]
        self.effort = effort

    def scores(
        self, noise: Noise, model: Model, start: Floats, curvature: Floats, *, held: bool
    ) -> tuple[NoiseScores, Peak, list[Peak]]:
        """Return scores, the peak of the whole record, and those of the rests."""
        posterior = LogPosterior(model, self.events)
        whole = find_peak(posterior, start, curvature)
        rests = self.rests(model, whole) if held else []
        constants = counting_constants(model, self.events, self.masks)
        evidence: list[float] = []
        heldout: list[list[float]] = []
        for width in WIDTHS:
            there = coordinates_under(model, width)
            refit = width != 1.0 and held
            z = self._under(whole, model, there, refit=refit)
            evidence.append(z + float(np.sum(constants)))
            if held:
                # both of a difference in the same picture, or errors would not cancel
                full = self.effort == "full"
                z = z if full or not refit else self._under(whole, model, there, refit=False)
                heldout.append(
                    [
                        z - self._under(rest, model, there, mask, refit=refit and full) + constant
                        for rest, mask, constant in zip(rests, self.masks, constants, strict=True)
                    ]
                )
        at_mode = [
            posterior.value(rest.free) - rest.height + constant
            for rest, constant in zip(rests, constants, strict=held)
        ]
        error = None
        if self.effort == "full":
            drawn = self._drawn(model, whole)
            if drawn is not None:
                evidence[AS_WRITTEN] = drawn[0] + float(np.sum(constants))
                error = drawn[1]
        return NoiseScores(noise, evidence, heldout, at_mode, error), whole, rests

    def _drawn(self, model: Model, whole: Peak) -> tuple[float, float] | None:
        """Return the log evidence and its error by importance draws, if they can be trusted."""
        around = fit(model, self.events, start=model.coordinates.natural(whole.free))
        found = weigh(
            lambda: LogPosterior(model, self.events),
            around.modes,
            draws=DRAWS,
            worth=FEWEST,
        )
        return (found.log_integral, found.se) if found.trusted else None

    def rests(self, model: Model, whole: Peak) -> list[Peak]:
        """Return the peak without each block."""
        return [
            find_peak(
                LogPosterior(model, self.events, watched=~mask),
                whole.free,
                whole.curvature,
                like=whole,
            )
            for mask in self.masks
        ]

    def _under(
        self,
        peak: Peak,
        model: Model,
        there: Coordinates,
        held: NDArray[np.bool_] | None = None,
        *,
        refit: bool,
    ) -> float:
        """Return the log evidence of a peak under other priors."""
        if not refit:
            return peak.log_evidence_under(model.coordinates, there)
        watched = None if held is None else ~held
        return refitted(model, self.events, peak, there, watched).log_evidence()

    def without(self, model: Model, family: Family, whole: Peak, rests: list[Peak]) -> Ablated:
        """Leave a family out and fit what is left."""
        theory = without_coefficients(model.theory, family.parameters)
        less = bind(theory, model.scenario)
        start, curvature = carried(whole.free, whole.curvature, model, less)
        top = find_peak(LogPosterior(less, self.events), start, curvature)
        change = top.log_evidence() - whole.log_evidence()
        heldout = [
            change - (rest.log_evidence() - old.log_evidence())
            for rest, old in zip(self.rests(less, top), rests, strict=True)
        ]
        return _ablated(family, change, heldout)


def _normal(model: Model, family: Family) -> bool:
    index = _index(model, family)
    return all(model.parameters[int(k)].prior.family == "normal" for k in index)


def _index(model: Model, family: Family) -> NDArray[np.int64]:
    members = set(family.parameters)
    found = [k for k, info in enumerate(model.parameters) if info.base in members]
    return np.array(found, dtype=np.int64)


def _at_zero(model: Model, family: Family, whole: Peak, rests: list[Peak]) -> Ablated:
    """Leave a family out without a fit: posterior over prior density at zero."""
    index = _index(model, family)
    priors = [model.parameters[int(k)].prior for k in index]
    centre = np.array([p.a / p.b for p in priors])
    spread = np.array([p.b for p in priors])
    prior = float(np.sum(-0.5 * centre**2 - np.log(spread) - 0.5 * np.log(2 * np.pi)))
    at = whole.log_density_of_zero(index)
    heldout = [at - rest.log_density_of_zero(index) for rest in rests]
    return _ablated(family, at - prior, heldout)


def _ablated(family: Family, change: float, heldout: list[float]) -> Ablated:
    return Ablated(
        family.name, family.says, list(family.parameters), list(family.drives), change, heldout
    )
