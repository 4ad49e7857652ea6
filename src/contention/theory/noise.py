"""The same theory under other noise, and under narrower or wider priors.

A comparison of theories that hangs on how counts scatter, or on how wide a prior is, is none. So
each theory is also compared with its outbreaks made plain counts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

from contention.theory.model import Act, Parameter, Prior, Shock, Theory
from contention.theory.pruning import map_terms, prune

Noise = Literal["plain", "shock", "clusters", "episodes"]
"""``plain``: Poisson counts; ``shock``: Poisson counts that share a gamma shock; ``clusters``:
as the theory is written, but without its hidden episodes; ``episodes``: as it is written."""

NOISES: tuple[Noise, ...] = get_args(Noise)

SHOCK_SHAPE = Prior("lognormal", -2.0, 1.5)
"""Prior of the shape of a gamma shock: median 0.14, 95 per cent from 0.007 to 2.6. Small shapes
are heavy tails: days on which nothing happens, and a few on which much does."""


def with_noise(theory: Theory, noise: Noise) -> Theory:
    """Return a theory with its counts under another law.

    Parameters
    ----------
    theory
        A resolved theory.
    noise
        ``plain``: ignition times cluster becomes a Poisson number of onsets a country and day,
        with the rate of the ignition (``per: country`` where the act happens at places); shocks
        of the theory and its hidden episodes go. ``shock``: the same, and for each phase of the
        day one gamma shock a country-day, shared by all acts of the phase. ``clusters``: without
        the hidden episodes. ``episodes``: unchanged.

    Returns
    -------
    Theory
        The changed theory under its own name, without the parameters that nothing uses then.
    """
    if noise == "episodes":
        return theory
    calm = _without_episodes(theory)
    if noise == "clusters":
        return calm
    plain = prune(replace(calm, acts=tuple(_plain(act) for act in calm.acts), shocks=()))
    return plain if noise == "plain" else _shaken(plain)


def with_prior_width(theory: Theory, factor: float) -> Theory:
    """Return a theory with every prior narrower or wider.

    Parameters
    ----------
    theory
        A resolved theory.
    factor
        What standard deviations are multiplied by; above 0. A normal or lognormal prior keeps its
        centre; a half-normal and an exponential are stretched; the two numbers of a beta prior
        are divided by the square of the factor, which keeps its mean and multiplies its standard
        deviation by about the factor.

    Returns
    -------
    Theory
        The changed theory under its own name.
    """
    from contention.theory.machine import digest_of

    changed = tuple(replace(p, prior=_widened(p.prior, factor)) for p in theory.parameters)
    wider = replace(theory, parameters=changed)
    return replace(wider, digest=digest_of(wider))


def _without_episodes(theory: Theory) -> Theory:
    names = {episode.name for episode in theory.episodes}
    if not names:
        return theory
    calm = map_terms(theory, lambda terms: tuple(t for t in terms if t.signal not in names))
    acts = tuple(
        replace(act, cluster=act.cluster and replace(act.cluster, inside=None)) for act in calm.acts
    )
    return prune(replace(calm, acts=acts, episodes=()))


def _plain(act: Act) -> Act:
    if act.process == "plain":
        return act
    per: Literal["place", "country"] = "country" if act.level == "place" else "place"
    return replace(act, process="plain", cluster=None, per=per)


def _shaken(plain: Theory) -> Theory:
    known = {p.name for p in plain.parameters}
    shocks: list[Shock] = []
    shapes: list[Parameter] = []
    for phase in plain.phases:
        acts = tuple(act.name for act in plain.acts if act.phase == phase)
        if not acts:
            continue
        name = f"shock_{phase}"
        while name in known:
            name += "_"
        of = f"shape of the shock that acts of the phase {phase} share on a country-day"
        shapes.append(Parameter(name, SHOCK_SHAPE, of=of, block="shared"))
        shocks.append(Shock(acts, name))
    shaken = replace(plain, parameters=(*plain.parameters, *shapes), shocks=tuple(shocks))
    return prune(shaken)


def _widened(prior: Prior, factor: float) -> Prior:
    if prior.family in ("normal", "lognormal"):
        return replace(prior, b=prior.b * factor)
    if prior.family == "halfnormal":
        return replace(prior, a=prior.a * factor)
    if prior.family == "exponential":
        return replace(prior, a=prior.a / factor)
    return replace(prior, a=prior.a / factor**2, b=prior.b / factor**2)
