"""Tables of signals, of memories, and of what the calendar brings."""

from __future__ import annotations

import numpy as np

from contention.scenario.model import Scenario

from .bind_between import bounded, far, steady
from .bind_signals import FORMS, MemoryKey, Signals
from .slots import flags, integers, pointers


def signal_tables(signals: Signals) -> dict[str, np.ndarray]:
    """Return the tables of country and place signals."""
    c, p = signals.country, signals.place
    n, places = len(signals.scenario.countries), len(signals.scenario.places.name)
    names = {s.name: s for s in signals.theory.signals}
    whole = [signals.whole_country(s.form, s.reach) for s in c.signals]
    pwhole = [signals.whole_place(s.form) for s in p.signals]
    return {
        "sig_kind": integers(c.kind),
        "sig_ref": integers(c.ref),
        "sig_ref2": integers(c.ref2),
        "sig_form": integers([FORMS[s.form.kind] for s in c.signals]),
        "sig_gate": np.array([s.form.at_least for s in c.signals], dtype=float),
        "sig_whole": np.array(whole, dtype=float).reshape(len(whole), n),
        "sig_reach": integers([r if k == 1 else 0 for k, r in zip(c.kind, c.ref2, strict=True)]),
        "sig_today": integers([k for k in range(len(c.signals)) if signals.today(k)]),
        "sig_far": integers([int(far(s, names) and bounded(s, names)) for s in c.signals]),
        "sig_steady": integers(steady(signals)),
        "psig_kind": integers(p.kind),
        "psig_ref": integers(p.ref),
        "psig_ref2": integers(p.ref2),
        "psig_form": integers([FORMS[s.form.kind] for s in p.signals]),
        "psig_gate": np.array([s.form.at_least for s in p.signals], dtype=float),
        "psig_whole": np.array(pwhole, dtype=float).reshape(len(pwhole), places),
    }


def memory_tables(signals: Signals, scenario: Scenario) -> dict[str, np.ndarray]:
    """Return the tables of memories, of reaches between countries, and of links of places."""
    c, p = signals.country.memories, signals.place.memories
    n, places = len(scenario.countries), len(scenario.places.name)
    reaches = signals.reaches or [np.eye(n)]
    used = sorted({m.reach for m in p if m.reach != "here"})
    lengths: list[int] = []
    targets: list[np.ndarray] = []
    weights: list[np.ndarray] = []
    towns = np.array([kind == "town" for kind in scenario.places.kind])
    for name in used:
        link = signals.links[name]
        keep = towns[link.source] & towns[link.target]
        order = np.argsort(link.source[keep], kind="stable")
        source = link.source[keep][order]
        targets.append(link.target[keep][order])
        weights.append(link.weight[keep][order])
        lengths += [*np.bincount(source, minlength=places).tolist(), 0]

    def tables(memories: list[MemoryKey], prefix: str) -> dict[str, np.ndarray]:
        return {
            f"{prefix}_ptr": pointers([len(m.sources) for m in memories]),
            f"{prefix}_source": integers([x for m in memories for x in m.sources]),
            f"{prefix}_heads": flags(memories, lambda m: m.heads),
            f"{prefix}_kind": flags(memories, lambda m: m.kind == "today"),
            f"{prefix}_mass": integers([m.mass for m in memories]),
        }

    return {
        **tables(c, "mem"),
        **tables(p, "pmem"),
        "mem_reach": integers([signals.reach(m.reach) for m in c]),
        "reach": np.array(reaches, dtype=float),
        "pmem_link": integers([-1 if m.reach == "here" else used.index(m.reach) for m in p]),
        "link_ptr": pointers(lengths),
        "link_target": np.concatenate([np.zeros(0, np.int64), *targets]).astype(np.int64),
        "link_weight": np.concatenate([np.zeros(0), *weights]).astype(float),
    }


def calendar_tables(scenario: Scenario, signals: Signals) -> dict[str, np.ndarray]:
    """Return dated shocks, covariates, and the days on which either changes something."""
    rows: list[tuple[int, int, int, float]] = []
    for m, key in enumerate(signals.country.memories):
        for shock in scenario.shocks:
            if shock.name == key.shock:
                rows += [
                    (int(d), m, int(c), float(v))
                    for d, c, v in zip(shock.day, shock.country, shock.value, strict=True)
                ]
    rows.sort()
    days = scenario.days
    changed = np.zeros(days, dtype=np.int64)
    for row in rows:
        changed[row[0]] = 1
    values = [c.values[:, :days] for c in signals.country_covariates]
    in_use = {signals.country.ref[k] for k, kind in enumerate(signals.country.kind) if kind == 2}
    for k in in_use:
        changed[1:] |= np.any(np.diff(values[k], axis=1) != 0, axis=0)
    n, places = len(scenario.countries), len(scenario.places.name)
    place_values = [c.values for c in signals.place_covariates]
    return {
        "impulse_ptr": pointers(np.bincount([r[0] for r in rows], minlength=days).tolist()),
        "impulse_mem": integers([r[1] for r in rows]),
        "impulse_country": integers([r[2] for r in rows]),
        "impulse_value": np.array([r[3] for r in rows], dtype=float),
        "covariate": np.array(values, dtype=float).reshape(len(values), n, days),
        "place_covariate": np.array(place_values, dtype=float).reshape(len(place_values), places),
        "changed": changed,
    }
