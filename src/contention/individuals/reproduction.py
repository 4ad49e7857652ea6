"""Run a classic: what was published beside what comes out here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contention.individuals.classic import Classic, Published, Result, Status
from contention.individuals.figure import Figure
from contention.individuals.inputs import check_seed
from contention.individuals.model import Variant
from contention.individuals.registry import find
from contention.individuals.settings import variant_of


@dataclass(frozen=True)
class Reproduction:
    """A classic that was run.

    Attributes
    ----------
    classic, variant, seed
        What ran.
    published
        The published results of the variant.
    ours
        Our values by their names, and others beside them; empty where the rule is not known.
    """

    classic: Classic
    variant: Variant
    seed: int
    published: tuple[Published, ...]
    ours: Mapping[str, Result]

    @property
    def name(self) -> str:
        """Name of the classic."""
        return self.classic.name

    @property
    def status(self) -> Status:
        """Status of the reproduction as a whole."""
        return self.classic.status

    def met(self, name: str) -> bool | None:
        """Return whether our value reproduces a published one; None where nothing can be said."""
        (published,) = (p for p in self.published if p.name == name)
        return published.met(self.ours[name]) if name in self.ours else None

    def figure(self) -> Figure | None:
        """Return the figure of the classic, or None where the rule is not known."""
        draw = self.classic.draw
        return None if draw is None else draw(self.variant.name, self.seed)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{p.says}</td><td>{p.value}</td><td>{self.ours.get(p.name, '')}</td></tr>"
            for p in self.published
        )
        head = "<tr><th>result</th><th>published</th><th>ours</th></tr>"
        return f"<p>{self.classic.title} ({self.status})</p><table>{head}{rows}</table>"


def reproduce(name: str, *, variant: str = "", seed: int = 0) -> Reproduction:
    """Run a classic of the field and set its published results beside ours.

    Parameters
    ----------
    name
        Such as ``granovetter-1978``; ``contention list classics`` shows all.
    variant
        Name of a version of the rules; empty for the first.
    seed
        0 to 2**32 - 1.

    Raises
    ------
    ContentionError
        P001 for an unknown classic, P002 for an unknown variant, P051 for a seed out of range.

    Examples
    --------
    >>> reproduce("kuran-1991").ours["opposition_A_shifted"]
    90.0
    """
    check_seed(seed)
    classic = find(name)
    chosen = variant_of(variant, classic.variants, of=classic.name)
    ours: dict[str, Result] = {}
    if classic.measure is not None:
        ours |= classic.measure(chosen.name, seed)
    return Reproduction(classic, chosen, seed, classic.published_for(chosen.name), ours)
