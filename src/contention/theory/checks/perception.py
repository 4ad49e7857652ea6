"""What kind of signal a term may name: the same over a country, by place, or of today."""

from __future__ import annotations

from contention.theory.checks.signals import REACHES
from contention.theory.draft import Draft


def varies_by_place(draft: Draft, name: str, above: tuple[str, ...] = ()) -> bool | None:
    """Say whether a signal varies over a country; None where only the scenario can tell."""
    entry = draft.signals.get(name)
    if entry is None or name in above:
        return None
    part = entry.part
    if part.product is not None:
        known = [varies_by_place(draft, source, (*above, name)) for source in part.product]
        return True if True in known else (None if None in known else False)
    if part.covariate is not None or part.reach not in {None, *REACHES}:
        return None
    return part.reach == "here"


def today_sources(draft: Draft, name: str, above: tuple[str, ...] = ()) -> set[str]:
    """Return the acts and traits whose counts of today a signal holds."""
    entry = draft.signals.get(name)
    if entry is None or name in above:
        return set()
    part = entry.part
    if part.memory is not None and part.memory.half_life == "today":
        return set(part.of or [])
    return {
        source
        for other in part.product or []
        for source in today_sources(draft, other, (*above, name))
    }


def phase_index(draft: Draft, name: str) -> int | None:
    """Return the place of an act's or trait's phase in the day; None where it is not known.

    A trait is known once the last of its acts has happened.
    """
    trait = draft.traits.get(name)
    if trait is not None:
        phases = [phase_index(draft, act) for act in trait.part.of]
        known = [phase for phase in phases if phase is not None]
        return max(known) if len(known) == len(phases) else None
    act = draft.acts.get(name)
    if act is None:
        return None
    phase = act.part.phase or draft.phases[0]
    return draft.phases.index(phase) if phase in draft.phases else None


def too_early(draft: Draft, signal: str, act: str) -> str | None:
    """Return a source of a ``today`` signal that has not happened when the act is drawn."""
    own = phase_index(draft, act)
    for source in sorted(today_sources(draft, signal)):
        phase = phase_index(draft, source)
        if own is not None and phase is not None and phase >= own:
            return source
    return None
