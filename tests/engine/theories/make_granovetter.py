"""Write the two theories of Granovetter's hundred people; run it again to see that they hold.

Mark Granovetter, "Threshold models of collective behavior", American Journal of Sociology 83
(1978) 1420-1443, doi:10.1086/226707: a hundred people with thresholds 0, 1, ...,
99 all end in the riot; with the one threshold of 1 changed to 2, one person riots alone.

Each person is a stratum of one head. A person joins in a day for certain (at a rate of 1000)
once as many riot as the person's threshold says.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
CERTAIN = 1000
UNIFORM = tuple(range(100))
GAP = (0, 2, *range(2, 100))


def document(name: str, title: str, says: str, thresholds: Sequence[int]) -> str:
    """Return the theory of these thresholds as YAML."""
    people = [f"person{i}" for i in range(len(thresholds))]
    gates = sorted(set(thresholds))
    lines = ["# Written by make_granovetter.py beside this file.", "format: 1", f"theory: {name}"]
    lines += [f"title: {title}", f"says: {says}", "signals:"]
    lines += [
        f"  enough{gate}: {{stock: rioting, reach: country, form: {{gate: {gate}}}}}"
        for gate in gates
    ]
    lines += ["stocks:", *(f"  {person}: {{stratum: {person}}}" for person in people)]
    lines += [f"  rioting: {{of: {people[0]}}}", "flows:"]
    lines += [
        f"  join{i}: {{from: {person}, to: rioting, rate: {{enough{threshold}: {CERTAIN}}},"
        " link: identity}"
        for i, (person, threshold) in enumerate(zip(people, thresholds, strict=True))
    ]
    return "\n".join(lines) + "\n"


def documents() -> dict[str, str]:
    """Return the file names and their contents."""
    return {
        "granovetter-uniform.yaml": document(
            "granovetter-uniform",
            "A hundred people, thresholds 0 to 99",
            "Every person who joins is the one the next was waiting for, so all hundred join.",
            UNIFORM,
        ),
        "granovetter-gap.yaml": document(
            "granovetter-gap",
            "A hundred people, the threshold of 1 changed to 2",
            "The first person riots alone, for nobody else joins at the sight of one.",
            GAP,
        ),
    }


if __name__ == "__main__":
    for name, text in documents().items():
        (HERE / name).write_text(text, encoding="utf-8")
