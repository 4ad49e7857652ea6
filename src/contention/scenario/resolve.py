"""From the human document and its tables to the resolved scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from contention.foundation.documents import Document, read_yaml
from contention.foundation.errors import ContentionError, Problem
from contention.scenario import calendar, links, places, strata
from contention.scenario.document import (
    RESERVED_REACHES,
    CountryCovariate,
    CountryLink,
    PlaceCovariate,
    PlaceLink,
    ScenarioDocument,
    parse,
)
from contention.scenario.machine import digest
from contention.scenario.model import (
    Covariate,
    DatedShock,
    Floats,
    Link,
    Places,
    Provenance,
    Scenario,
)
from contention.scenario.tables import Table, read_table


def load(path: str | Path) -> Scenario:
    """Load a scenario: a YAML document and the CSV tables it names.

    Parameters
    ----------
    path
        The document. Tables are looked up in its folder.

    Returns
    -------
    Scenario
        Every default filled in, every name checked.

    Raises
    ------
    ContentionError
        With every problem found, each with its code and place.
    """
    document = read_yaml(path)
    parsed, problems = parse(document)
    loader = _Loader(document, parsed, problems)
    scenario = loader.resolve()
    if scenario is None or problems:
        raise ContentionError(problems)
    return replace(scenario, digest=digest(scenario))


class _Loader:
    """Holds what one loading needs: the document, its parsed form, the problems so far."""

    def __init__(
        self, document: Document, parsed: ScenarioDocument, problems: list[Problem]
    ) -> None:
        self.document = document
        self.parsed = parsed
        self.problems = problems
        self.provenance: list[Provenance] = []
        # Without a calendar no date can be judged, so what is dated is left unread.
        self.calendar_is_right = True

    def resolve(self) -> Scenario | None:
        """Return the scenario, or ``None`` where its places cannot be read."""
        parsed = self.parsed
        start, end = parsed.calendar.start, parsed.calendar.end
        if end < start:
            self._add("S005", ("calendar", "end"), f"the end {end}", f"a day from {start} on")
            self.calendar_is_right = False
        self._check_countries()
        countries = parsed.countries
        columns = self._place_columns()
        table = self._table(parsed.places, ("places",), places.COLUMNS, tuple(columns.values()))
        resolved = table and places.resolve_places(
            table,
            countries,
            tuple(dict.fromkeys(columns.values())),
            where=self.document.where(("countries",)),
        )
        heads: dict[str, Floats] = {}
        strata_table = self._table(parsed.strata, ("strata",), strata.NEEDED, strata.ALLOWED)
        if strata_table and resolved:
            # The sums of strata are only worth checking over places that are right.
            own = Table(strata_table.path, strata_table.frame, [])
            heads, noted = strata.resolve_strata(own, resolved.places, countries)
            self.problems.extend(own.problems)
            self.provenance.extend(noted)
        kernels = self._links(resolved.places if resolved else None)
        covariates = self._covariates(resolved.columns if resolved else {})
        shocks = self._shocks()
        recorded = self._recorded()
        if not resolved:
            return None
        return Scenario(
            name=parsed.scenario,
            title=parsed.title,
            bloc=parsed.bloc,
            start=start,
            end=end,
            countries=tuple(countries),
            places=resolved.places,
            strata=heads,
            links=tuple(kernels),
            covariates=tuple(covariates),
            shocks=tuple(shocks),
            provenance=tuple(self.provenance),
            recorded=recorded,
        )

    def _check_countries(self) -> None:
        seen: set[str] = set()
        for index, name in enumerate(self.parsed.countries):
            if name in seen:
                self._add("S006", ("countries", index), f"{name} a second time", "each once")
            seen.add(name)

    def _place_columns(self) -> dict[str, str]:
        parts = self.parsed.covariates.items()
        return {name: part.column for name, part in parts if isinstance(part, PlaceCovariate)}

    def _links(self, resolved: Places | None) -> list[Link]:
        found: list[Link] = []
        for name, part in self.parsed.links.items():
            loc = ("links", name)
            if name in RESERVED_REACHES:
                where = self.document.where(loc, of="key")
                self.problems.append(links.reserved_name_problem(name, RESERVED_REACHES, where))
            link = self._link(name, part, resolved)
            if link is not None:
                found.append(link)
        return found

    def _link(
        self, name: str, part: CountryLink | PlaceLink, resolved: Places | None
    ) -> Link | None:
        loc = ("links", name)
        if isinstance(part, PlaceLink) and (part.distance is None) == (part.pairs is None):
            self._add("S042", loc, "neither or both of distance and pairs", "exactly one of them")
            return None
        if isinstance(part, PlaceLink) and part.distance is not None:
            return resolved and links.link_by_distance(name, part.distance, resolved)
        if part.pairs is None or (part.level == "place" and resolved is None):
            return None
        table = self._table(part.pairs, (*loc, "pairs"), links.NEEDED, links.ALLOWED)
        if table is None:
            return None
        known = self.parsed.countries
        if resolved is not None and part.level == "place":
            known = [
                f"{known[country]}/{place}" if country < len(known) else place
                for country, place in zip(resolved.country.tolist(), resolved.name, strict=True)
            ]
        link, noted = links.link_by_table(name, part.level, table, known, symmetric=part.symmetric)
        self.provenance.extend(noted)
        return link

    def _covariates(self, columns: dict[str, Floats]) -> list[Covariate]:
        found: list[Covariate] = []
        days = self.parsed.calendar
        for name, part in self.parsed.covariates.items():
            if isinstance(part, CountryCovariate):
                if not self.calendar_is_right:
                    continue
                loc = ("covariates", name, "table")
                table = self._table(part.table, loc, calendar.STEP_COLUMNS, ("name",))
                if table is None:
                    continue
                covariate, noted = calendar.resolve_steps(
                    name, part.unit, table, self.parsed.countries, days.start, days.end
                )
                self.provenance.extend(noted)
                found.append(covariate)
            elif part.column in columns:
                values = columns[part.column]
                found.append(
                    Covariate(name, "place", values, part.unit, part.source, part.confidence)
                )
        return found

    def _shocks(self) -> list[DatedShock]:
        if self.parsed.shocks is None or not self.calendar_is_right:
            return []
        table = self._table(
            self.parsed.shocks, ("shocks",), calendar.SHOCK_COLUMNS, ("confidence",)
        )
        if table is None:
            return []
        days = self.parsed.calendar
        shocks, noted = calendar.resolve_shocks(table, self.parsed.countries, days.start, days.end)
        self.provenance.extend(noted)
        return shocks

    def _recorded(self) -> Covariate | None:
        if self.parsed.recorded is None or not self.calendar_is_right:
            return None
        table = self._table(self.parsed.recorded, ("recorded",), calendar.STEP_COLUMNS, ())
        if table is None:
            return None
        days = self.parsed.calendar
        recorded, noted = calendar.resolve_recorded(
            table, self.parsed.countries, days.start, days.end
        )
        self.provenance.extend(noted)
        return recorded

    def _table(
        self,
        name: str,
        loc: tuple[str, ...],
        needed: tuple[str, ...],
        allowed: tuple[str, ...],
    ) -> Table | None:
        return read_table(
            self.document.path.parent / name,
            needed=needed,
            allowed=allowed,
            where=self.document.where(loc),
            problems=self.problems,
        )

    def _add(self, code: str, loc: tuple[str | int, ...], found: str, expected: str) -> None:
        where = self.document.where(loc)
        self.problems.append(Problem(code, found, expected, where, _HINTS[code]))


_HINTS = {
    "S005": "exchange start and end, or correct one of them",
    "S006": "remove one of the two",
    "S042": "write distance: {range_km: 60, half_km: 20}, or name a table with pairs:",
}
