"""Made-up claims, rankings, what-ifs and checks for tests of the report. Nothing is a result."""

from __future__ import annotations

from typing import Any

import numpy as np

VERDICTS = (
    ("S001", "dated_fact", "fact agrees"),
    ("S002", "mechanism", "supported"),
    ("S003", "mechanism", "contradicted"),
    ("S004", "mechanism", "undecided"),
    ("S005", "prediction", "not testable"),
    ("S006", "counterfactual", "conditional illustration"),
    ("S007", "rival_view", "undecided"),
    ("S008", "dated_fact", "fact disagrees"),
    ("S009", "mechanism", "supported"),
)


def fake_claims() -> dict[str, Any]:
    """Return one claim or two of every verdict."""
    rows: list[dict[str, Any]] = []
    for k, (name, kind, verdict) in enumerate(VERDICTS):
        measured = verdict in ("supported", "contradicted", "undecided")
        value = (-1.0 if verdict == "contradicted" else 1.0) * (0.5 + 0.25 * k)
        rows.append(
            {
                "id": name,
                "kind": kind,
                "claim": f"Claim number {k} of the text",
                "verdict": verdict,
                "value": value if measured else None,
                "low": value - 0.4 if measured else None,
                "high": value + 0.4 if measured else None,
                "method": "sign of spread, positive claimed" if measured else "none",
                "rows": 40 + k if verdict != "not testable" else None,
                "episodes": 3 if measured else None,
                "power": 0.9 if measured else None,
                "false_positive": 0.04 if measured else None,
                "reason": f"Reason number {k}.",
                "row_ids": [],
            }
        )
    return {"claims_of": "made-up", "theory": "political-revolution", "counts": {},
            "claims": rows, "replicates": 4}  # fmt: skip


RANKED = (
    ("political-revolution", "Political revolution against a bureaucratic caste", 0.0, 0.0, True),
    ("contagion", "Unrest breeds unrest", 40.0, 30.0, False),
    ("silence", "Constant rates", 200.0, 60.0, True),
)


def fake_ranking() -> dict[str, Any]:
    """Return a ranking of three theories."""
    theories = [
        {
            "name": name,
            "title": title,
            "heldout": -900.0 - behind,
            "heldout_se": 300.0,
            "behind": behind,
            "behind_se": error,
            "behind_half": 2.2 * error,
            "apart": behind > 2.2 * error,
            "at_mode": -1000.0,
            "log_evidence": -950.0 - behind,
            "log_evidence_se": None,
            "stable_rank": stable,
            "probability": None,
        }
        for name, title, behind, error, stable in RANKED
    ]
    pairs = [
        {
            "better": "political-revolution",
            "worse": "contagion",
            "separated": False,
            "most": ["Hungary 1956-10", "Poland 1956-06"],
            "without_most": 8.0,
            "without_most_se": 5.0,
        },
        {
            "better": "political-revolution",
            "worse": "silence",
            "separated": True,
            "most": [],
            "without_most": 0.0,
            "without_most_se": 0.0,
        },
        {"better": "contagion", "worse": "silence", "separated": True},
    ]
    settings = [
        {"name": name, "noise": noise, "prior_width": width, "log_evidence": -950.0}
        for name, *_ in RANKED
        for noise in ("clusters", "episodes")
        for width in (0.5, 1.0, 2.0)
    ]
    blocks = [
        {"name": name, "block": block, "town_days": 100, "heldout": -80.5}
        for name, *_ in RANKED
        for block in ("Hungary 1956-10", "1953-03 to 1954-02")
    ]
    ablation = [
        {
            "name": "political-revolution",
            "family": "spread",
            "says": "Unrest at home spreads",
            "heldout_change": -12.0,
            "heldout_change_se": 7.0,
            "evidence_change": -9.0,
        }
    ]
    words = [f"Sentence {k} of the ranking." for k in range(5)]
    return {"theories": theories, "words": words, "pairs": pairs, "settings": settings,
            "blocks": blocks, "ablation": ablation, "effort": "quick"}  # fmt: skip


LEVERS = ("clear_aims", "appeal_to_the_bloc", "a_lever_with_a_rather_long_name", "all_seven")


def _effect(quantity: str, label: str, effect: float, without: float) -> dict[str, Any]:
    spread = abs(effect) + 0.2
    return {
        "quantity": quantity,
        "label": label,
        "without": without,
        "with": without + effect,
        "effect": effect,
        "low": effect - 0.3 * spread,
        "high": effect + 0.3 * spread,
        "error": 0.1,
        "world_low": effect - 2 * spread,
        "world_high": effect + 2 * spread,
        "variance_ratio": 0.2,
        "recorded": 440.0,
    }


def _effects(size: float) -> list[dict[str, Any]]:
    return [
        _effect("town_days", "Town-days of popular contention", 40.0 * size, 240.0),
        _effect("general_strikes", "Countries with a general strike", 0.4 * size, 1.25),
    ]


def _lever(name: str) -> dict[str, Any]:
    return {"name": name, "says": "What it says.", "grounds": "A round number.", "cites": [],
            "size": 2.0, "changes": ["rate of strike x 2"]}  # fmt: skip


def fake_what_ifs() -> dict[str, Any]:
    """Return what-ifs of four levers, one of them swept."""
    common = {
        "start": "1956-10-24",
        "worlds": 20,
        "uncertain": False,
        "notes": [],
        "illustration": "Made up.",
    }
    what_ifs = [
        {"levers": [_lever(name)], "against": [], "effects": _effects(k - 1.0), **common}
        for k, name in enumerate(LEVERS)
    ]
    swept = [{"size": size, **row} for size in (0.5, 1.0, 2.0, 4.0) for row in _effects(size - 1)]
    return {
        "theory": "political-revolution",
        "illustration": "An illustration, not a finding.",
        "meanings": "What the intervals are.",
        "general_strike": "What a general strike is.",
        "what_ifs": what_ifs,
        "sweeps": [{"lever": _lever("all_seven"), "effects": swept, **common}],
    }


def fake_validity() -> dict[str, Any]:
    """Return checks of which one fails."""
    checks = [
        {"check": "gradient", "says": "Error of the gradient", "value": 3e-7, "error": None,
         "limit": 1e-4, "passed": True},
        {"check": "coverage 80", "says": "Share inside", "value": 0.6, "error": 0.03,
         "limit": 0.8, "passed": False},
        {"check": "stable draws", "says": "Share of stable draws", "value": None, "error": None,
         "limit": 0.5, "passed": True},
    ]  # fmt: skip
    coverage = [{"level": level, "share": level - 0.1, "error": 0.03} for level in (0.5, 0.8, 0.95)]
    sharpness = {"width": 1.9, "width_fresh": 2.6, "crps": 0.8, "crps_fresh": 1.0,
                 "gain": 0.2, "gain_error": 0.08}  # fmt: skip
    return {
        "theory": "political-revolution",
        "checks": checks,
        "foretold": {
            "horizon": 28,
            "every": 84,
            "starts": 20,
            "worlds": 20,
            "pit": {
                "edges": np.linspace(0, 1, 11).tolist(),
                "counts": [30, 9, 10, 8, 4, 12, 9, 11, 8, 30],
            },
            "coverage": coverage,
            "sharpness": sharpness,
            "held_out": False,
        },
    }


def fake_episodes(theory: str) -> dict[str, Any]:
    """Return chances of an episode in three countries over all weeks."""
    random = np.random.default_rng(5)
    weeks = 252
    chances = {
        country: np.clip(random.normal(-0.2, 0.4, weeks), 0, 1).round(4).tolist()
        for country in ("Hungary", "East Germany", "Poland")
    }
    return {"theory": theory, "episode": "crisis", "says": "A country in open crisis.",
            "start": "1953-03-01", "countries": chances}  # fmt: skip
