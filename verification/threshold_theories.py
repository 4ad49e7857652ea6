"""Write the theories and scenarios of crowds with thresholds; run it again to see that they hold.

Mark Granovetter, "Threshold models of collective behavior", American Journal of Sociology 83
(1978) 1420-1443, doi:10.1086/226707: a hundred people with thresholds 0, 1, ..., 99 all end in the
riot; with the one threshold of 1 changed to 2, one person riots alone. Timur Kuran, "Now out of
never", World Politics 44 (1991) 7-48, doi:10.2307/2010422: ten people, sequences recalled.

Each person is a stratum of one head. A person joins in a day for certain (at a rate of 1000)
once as many riot as the person's threshold says.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

HOME = Path(__file__).parents[1] / "src" / "contention" / "catalogue" / "data" / "classics"
CERTAIN = 1000

CROWDS: dict[str, tuple[str, str, Sequence[int]]] = {
    "granovetter-uniform": (
        "A hundred people, thresholds 0 to 99",
        "Every person who joins is the one the next was waiting for, so all hundred join.",
        tuple(range(100)),
    ),
    "granovetter-gap": (
        "A hundred people, the threshold of 1 changed to 2",
        "The first person riots alone, for nobody else joins at the sight of one.",
        (0, 2, *range(2, 100)),
    ),
    "kuran-a": (
        "Ten people before a revolution that does not come",
        "One opposes openly, and nobody follows.",
        (0, 2, 2, 3, 4, 5, 6, 7, 8, 10),
    ),
    "kuran-a-shifted": (
        "Ten people, one threshold lowered from two to one",
        "One person is a little bolder, and nine oppose openly.",
        (0, 1, 2, 3, 4, 5, 6, 7, 8, 10),
    ),
    "kuran-b": (
        "Ten people of whom none is as ready",
        "One opposes openly, and nobody follows.",
        (0, 2, 3, 3, 4, 5, 6, 7, 8, 10),
    ),
    "kuran-b-shifted": (
        "Ten people, the same shift, no revolution",
        "One person is a little bolder, and two oppose openly.",
        (0, 1, 3, 3, 4, 5, 6, 7, 8, 10),
    ),
}
"""By name: title, sentence, thresholds."""

SCENARIOS = {
    "hundred-people": ("A hundred people, each a stratum", 100),
    "ten-people": ("Ten people, each a stratum", 10),
}


def theory(name: str, title: str, says: str, thresholds: Sequence[int]) -> str:
    """Return the theory of these thresholds as YAML."""
    people = [f"person{i}" for i in range(len(thresholds))]
    gates = sorted(set(thresholds))
    lines = ["# Written by verification/threshold_theories.py.", "format: 1", f"theory: {name}"]
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


def scenario(name: str, title: str, people: int) -> dict[str, str]:
    """Return the files of a scenario of one place in which each person is a stratum."""
    strata = "".join(f"Crowd,,,person{i},,1,invented,low\n" for i in range(people))
    return {
        f"{name}/scenario.yaml": (
            "# Written by verification/threshold_theories.py.\n"
            f"format: 1\nscenario: {name}\ntitle: {title}\nbloc: Crowd\n"
            "calendar: {start: 1978-01-01, end: 1978-04-30}\n"
            "countries: [Crowd]\nplaces: places.csv\nstrata: strata.csv\n"
        ),
        f"{name}/places.csv": (
            "name,country,region,kind,communes,population,lat,lon,source,confidence\n"
            f"Square,Crowd,Centre,town,,{people},0.00,0.00,invented,low\n"
        ),
        f"{name}/strata.csv": (
            "country,region,kind,stratum,share_of_population,persons,source,confidence\n" + strata
        ),
    }


def documents() -> dict[str, str]:
    """Return the file names and their contents."""
    files = {f"{name}.yaml": theory(name, *crowd) for name, crowd in CROWDS.items()}
    for name, (title, people) in SCENARIOS.items():
        files |= scenario(name, title, people)
    return files


if __name__ == "__main__":
    for name, text in documents().items():
        (HOME / name).parent.mkdir(exist_ok=True)
        (HOME / name).write_text(text, encoding="utf-8")
