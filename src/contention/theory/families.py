"""Families of mechanisms: coefficients that stand together, to be left out together."""

from __future__ import annotations

from dataclasses import dataclass

from contention.theory.model import Theory
from contention.theory.pruning import all_terms, terms_by_item


@dataclass(frozen=True)
class Family:
    """Coefficients of a mechanism and its deviations.

    Attributes
    ----------
    name
        Its first parameter.
    says
        The label of that parameter, or what the parameter is of.
    parameters
        Parameters without countries, in document order.
    drives
        Acts, traits, flows and episodes whose rates, placing or odds they enter.
    """

    name: str
    says: str
    parameters: tuple[str, ...]
    drives: tuple[str, ...]


def families(theory: Theory) -> tuple[Family, ...]:
    """Return the families of mechanisms of a theory, in document order.

    Parameters of the block ``mechanism`` that are added up in one coefficient anywhere belong to
    one family: a coefficient and the deviations of some acts from it. Half-lives and scales are
    no mechanisms of their own: without the coefficient of their signal they change nothing.

    Parameters
    ----------
    theory
        A resolved theory.
    """
    mechanisms = {p.name: p for p in theory.parameters if p.block == "mechanism"}
    head = {name: name for name in mechanisms}

    def top(name: str) -> str:
        while head[name] != name:
            name = head[name]
        return name

    order = {name: k for k, name in enumerate(mechanisms)}
    standing: set[str] = set()
    for term in all_terms(theory):
        together = [n for n in term.coefficient if isinstance(n, str) and n in mechanisms]
        standing.update(together)
        for one in together[1:]:
            low, high = sorted((top(together[0]), top(one)), key=order.__getitem__)
            head[high] = low
    members: dict[str, list[str]] = {}
    for name in mechanisms:
        if name in standing:
            members.setdefault(top(name), []).append(name)
    driven = terms_by_item(theory)
    return tuple(
        Family(
            name,
            theory.labels.get(name) or mechanisms[name].of or name,
            tuple(found),
            tuple(
                item
                for item, terms in driven.items()
                if any(set(term.coefficient) & set(found) for term in terms)
            ),
        )
        for name, found in members.items()
    )
