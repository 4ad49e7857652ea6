"""Every classic runs, and what it says of its results is so."""

from __future__ import annotations

from typing import get_args

import pytest

import contention as ct
from contention.catalogue import items
from contention.foundation.citations import all_citations
from contention.individuals.classic import Certainty, Status, between, near
from contention.individuals.registry import find, names
from contention.individuals.reproduction import reproduce
from contention.report.classics import figure_svg
from tests.individuals.refusals import codes

RUNS = [(name, variant.name) for name in names() for variant in find(name).variants]

AS_ISSUED = {
    "granovetter-1978": "exact",
    "watts-2002": "derived",
    "kuran-1991": "derived",
    "centola-2018": "derived",
    "xie-2011": "derived",
    "lang-de-sterck-2014": "derived",
    "hawkes-1971": "derived",
    "kermack-mckendrick-1927": "derived",
    "bonnasse-gahot-2018": "pattern",
    "berestycki-2015": "derived",
    "davies-2013": "pattern",
    "epstein-2002": "pattern",
    "epstein-2002-groups": "pattern",
    "lohmann-1994": "pattern",
    "siegel-2009": "pattern",
    "makowsky-rubin-2013": "not-reproduced",
    "chenoweth-2022": "not-reproduced",
}


def test_the_classics_ship_with_these_statuses() -> None:
    assert AS_ISSUED.items() <= {name: find(name).status for name in names()}.items()


def test_the_catalogue_says_what_the_files_say() -> None:
    listed = {item.name: item for item in items() if item.kind == "classic"}
    assert listed.keys() == set(names())
    for name, item in listed.items():
        classic = find(name)
        assert (item.status, item.title, item.cites) == (
            classic.status,
            classic.title,
            classic.cites,
        )
        assert item.path.stem == name.replace("-", "_")


@pytest.mark.parametrize("name", names())
def test_a_classic_is_complete(name: str) -> None:
    classic = find(name)
    assert classic.name == name
    assert classic.status in get_args(Status)
    assert classic.description is not None
    assert classic.published
    assert set(classic.cites) <= set(all_citations())
    known = {variant.name for variant in classic.variants}
    keys = [p.name for p in classic.published]
    assert len(set(keys)) == len(keys)
    for published in classic.published:
        assert published.status in get_args(Status)
        assert published.certainty in get_args(Certainty)
        assert published.where
        assert set(published.variants) <= known
    if classic.measure is None:
        assert classic.status == "not-reproduced"
        assert classic.draw is None
        assert "Left out" in classic.says


@pytest.mark.slow
@pytest.mark.parametrize(("name", "variant"), RUNS)
@pytest.mark.parametrize("seed", [0, 7])
def test_every_result_is_as_its_status_says(name: str, variant: str, seed: int) -> None:
    """What counts as reproduced is met, with any seed, in the first variant at least."""
    found = reproduce(name, variant=variant, seed=seed)
    if find(name).measure is None:
        assert found.ours == {}
        return
    assert {p.name for p in found.published} <= found.ours.keys()
    if variant == find(name).variants[0].name or name == "siegel-2009":
        failed = [p.name for p in found.published if found.met(p.name) is False]
        assert failed == [p.name for p in found.published if p.status == "not-reproduced"]


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        ("granovetter-1978", "rounded"),
        ("granovetter-1978", "floored"),
        ("centola-2018", "tie-new"),
    ],
)
def test_variants_that_are_pitfalls_miss_the_published_number(name: str, variant: str) -> None:
    found = reproduce(name, variant=variant)
    assert [found.met(p.name) for p in found.published] == [False]


def test_the_pitfalls_of_granovetter_are_where_the_notes_say() -> None:
    assert reproduce("granovetter-1978", variant="rounded").ours["jump"] == pytest.approx(12.55)
    assert reproduce("granovetter-1978", variant="floored").ours["jump"] == pytest.approx(12.88)


def test_the_api_is_the_same() -> None:
    found = ct.classic("kuran-1991")
    assert found.name == "kuran-1991"
    assert found.status == "derived"
    assert found.ours == {
        "opposition_A": 10.0,
        "opposition_A_shifted": 90.0,
        "opposition_B": 10.0,
        "opposition_B_shifted": 20.0,
    }
    assert "<table>" in found._repr_html_()


def test_the_year_may_be_left_out() -> None:
    assert find("kuran") is find("kuran-1991")
    assert ct.classic("kuran").name == "kuran-1991"


def test_refusals() -> None:
    assert codes(lambda: ct.classic("kurran")) == ("P001",)
    assert codes(lambda: ct.classic("kuran-1991", variant="eleven-people")) == ("P002",)
    assert codes(lambda: ct.classic("kuran-1991", seed=-1)) == ("P051",)


def test_published_numbers_are_met_within_their_distance() -> None:
    eleven = near("a", "a", 11.0, within=0.5, where="here", status="exact")
    assert eleven.met(11.5) is True
    assert eleven.met(11.6) is False
    least = between("a", "a", 3.0, None, where="here", status="exact")
    assert least.value == "at least 3"
    assert (least.met(2.9), least.met(300.0)) == (False, True)
    assert between("a", "a", 2.0, 2.0, where="here", status="exact").value == "2"
    assert between("a", "a", None, 2.0, where="here", status="exact").met(2.1) is False


@pytest.mark.parametrize("name", ["kuran-1991", "berestycki-2015"])
def test_a_figure_stands_alone(name: str) -> None:
    from xml.etree import ElementTree

    shown = reproduce(name).figure()
    assert shown is not None
    root = ElementTree.fromstring(figure_svg(shown))
    space = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{space}svg"
    assert root.find(f"{space}desc").text == shown.says
    assert len(root.findall(f"{space}path")) >= 3
