"""Strata: how many workers, peasants, soldiers and so on live at each place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from contention.foundation.errors import Problem
from contention.scenario.model import Floats, Places, Provenance
from contention.scenario.places import KINDS
from contention.scenario.tables import CONFIDENCES, Table

NEEDED = ("country", "stratum", "source", "confidence")
ALLOWED = ("region", "kind", "share_of_population", "persons")


def resolve_strata(
    table: Table, places: Places, countries: Sequence[str]
) -> tuple[dict[str, Floats], list[Provenance]]:
    """Spread the rows of the strata table over the places.

    A row applies to the places of its country, region and kind (blank: all). A share is a
    share of each place's population; persons are spread in proportion to population. The
    strata of a place need not add up to its population but may not exceed it.

    Parameters
    ----------
    table
        Columns as in `NEEDED` and `ALLOWED`.
    places
        The resolved places.
    countries
        Countries in order.

    Returns
    -------
    dict
        Heads by stratum, one number a place, in the order in which strata first appear.
    list of Provenance
        Source and confidence of each row.
    """
    country = table.choices("country", countries, "S020")
    stratum = table.required("stratum")
    _check_names(table, stratum)
    kinds = table.texts("kind")
    _check_kinds(table, kinds)
    regions = table.texts("region")
    source = table.required("source")
    confidence = table.choices("confidence", CONFIDENCES, "S027")
    amounts, is_share = _amounts(table)
    place_country = np.array(countries)[np.minimum(places.country, len(countries) - 1)]
    place_region = np.array(places.region)
    place_kind = np.array(places.kind)
    heads = {name: np.zeros(len(places.name)) for name in stratum if name}
    given = {name: np.zeros(len(places.name), dtype=np.bool_) for name in heads}
    provenance: list[Provenance] = []
    nowhere: list[int] = []
    twice: list[int] = []
    for row, name in enumerate(stratum):
        if not name or country[row] not in countries:
            continue
        here = place_country == country[row]
        if regions[row] is not None:
            here &= place_region == regions[row]
        if kinds[row] is not None:
            here &= place_kind == kinds[row]
        if not here.any():
            nowhere.append(row)
            continue
        if (given[name] & here).any():
            twice.append(row)
            continue
        given[name] |= here
        base = np.where(here, places.population, 0.0)
        people = float(base.sum())
        if people > 0:
            heads[name] += base * (amounts[row] if is_share[row] else amounts[row] / people)
        item = ", ".join(
            part for part in (name, country[row], regions[row], kinds[row]) if part is not None
        )
        provenance.append(Provenance(f"stratum {item}", source[row], confidence[row]))
    table.report(
        "S032",
        "region",
        nowhere,
        lambda row: (
            f"{stratum[row]} of {country[row]}, {regions[row] or 'all regions'}, "
            f"{kinds[row] or 'all kinds'}: no such place"
        ),
        "rows that match at least one place",
        "compare region and kind with the places table",
    )
    table.report(
        "S034",
        "stratum",
        twice,
        lambda row: f"{stratum[row]} of {country[row]} given twice for the same place",
        "each stratum of a place in one row",
        "split the rows by region or kind so that they do not overlap",
    )
    if not table.problems:
        _check_sums(table, heads, places, countries)
    return heads, provenance


def _check_names(table: Table, stratum: Sequence[str]) -> None:
    odd = [
        row
        for row, name in enumerate(stratum)
        if name and not (name[0].isalpha() and name.isidentifier() and name == name.lower())
    ]
    table.report(
        "S013",
        "stratum",
        odd,
        lambda row: repr(stratum[row]),
        "a name of lower-case letters, digits and _",
        "theories name strata, so they follow the rule for names",
    )


def _check_kinds(table: Table, kinds: Sequence[str | None]) -> None:
    table.report(
        "S024",
        "kind",
        [row for row, kind in enumerate(kinds) if kind is not None and kind not in KINDS],
        lambda row: repr(kinds[row]),
        "town, remainder or an empty cell",
        "leave the cell empty where the row holds for both",
    )


def _amounts(table: Table) -> tuple[list[float], list[bool]]:
    shares = table.texts("share_of_population")
    persons = table.texts("persons")
    is_share = [share is not None for share in shares]
    table.report(
        "S030",
        "share_of_population",
        [row for row, share in enumerate(shares) if (share is None) == (persons[row] is None)],
        lambda row: "neither share nor persons" if shares[row] is None else "share and persons",
        "exactly one of share_of_population and persons",
        "fill in one of the two cells",
    )
    share = table.numbers("share_of_population", default=0.0)
    number = table.numbers("persons", default=0.0)
    table.report(
        "S031",
        "share_of_population",
        [row for row, value in enumerate(share) if value < 0 or value > 1],
        lambda row: f"a share of {share[row]:g}",
        "a share between 0 and 1",
        "write 0.35 for 35 per cent",
    )
    table.report(
        "S031",
        "persons",
        [row for row, value in enumerate(number) if value < 0],
        lambda row: f"{number[row]:g} persons",
        "0 persons or more",
        "correct the number",
    )
    amounts = [share[row] if is_share[row] else number[row] for row in range(len(share))]
    return amounts, is_share


def _check_sums(
    table: Table, heads: dict[str, Floats], places: Places, countries: Sequence[str]
) -> None:
    for name, values in heads.items():
        if values.sum() == 0:
            table.problems.append(
                Problem(
                    "S035",
                    f"the stratum {name} with nobody in it",
                    "a stratum that some place has",
                    str(table.path),
                    "give it heads or drop its rows",
                )
            )
    total = np.sum(list(heads.values()), axis=0)
    # A population that is not positive has its own problem already.
    over = np.flatnonzero((total > places.population * (1 + 1e-9)) & (places.population > 0))
    table.problems.extend(
        Problem(
            "S033",
            f"{total[place]:,.0f} persons in the strata of {places.name[place]} "
            f"({countries[int(places.country[place])]})",
            f"at most its population of {places.population[place]:,.0f}",
            str(table.path),
            "lower the shares or persons that apply to this place, or split rows by region",
        )
        for place in over[:20].tolist()
    )
