"""What a document becomes once it is resolved."""

from __future__ import annotations

from pathlib import Path

import pytest

from contention.foundation.errors import ContentionError
from contention.theory import Theory, load
from contention.theory.model import (
    Act,
    Claim,
    Cluster,
    ClusterLaw,
    Episode,
    Form,
    LeverStep,
    Memory,
    Move,
    Parameter,
    Prior,
    Selector,
    Signal,
    Size,
    Stock,
    Term,
)

FULL = Path(__file__).parent / "valid" / "full.yaml"
RIVAL = Path(__file__).parent / "valid" / "rival.yaml"


@pytest.fixture(scope="module")
def full() -> Theory:
    """Return the theory that uses every part of the grammar."""
    return load(FULL)


def parameter(theory: Theory, name: str) -> Parameter:
    """Return a parameter by name."""
    return next(p for p in theory.parameters if p.name == name)


def signal(theory: Theory, name: str) -> Signal:
    """Return a signal by name."""
    return next(s for s in theory.signals if s.name == name)


def act(theory: Theory, name: str) -> Act:
    """Return an act by name."""
    return next(a for a in theory.acts if a.name == name)


def test_deviations_of_a_varying_parameter(full: Theory) -> None:
    names = [p.name for p in full.parameters]
    start = names.index("spread")
    assert names[start : start + 4] == ["spread", "spread@strike", "spread@march", "spread@rest"]
    deviation = parameter(full, "spread@march")
    assert deviation.prior == Prior("normal", 0.0, 0.3)
    assert deviation.block == parameter(full, "spread").block
    assert full.flows[0].rate[1] == Term(("spread", "spread@rest"), "unrest_home")


def test_terms_and_coefficients(full: Theory) -> None:
    assert act(full, "strike").rate == (
        Term(("strike_base", "readiness")),
        Term(("spread", "spread@strike", "extra"), "unrest_home"),
        Term((0.3,), "fear"),
        Term(("open_crisis",), "crisis"),
    )
    assert act(full, "strike").place == (
        Term((1.0,), "population"),
        Term((0.5,), "unrest_here"),
        Term((0.3,), "town_status"),
    )


def test_parts_of_an_act(full: Theory) -> None:
    strike = act(full, "strike")
    assert strike.process == "cluster"
    assert strike.cluster == Cluster("reach", "far_share", 40, ClusterLaw("crisis_reach"))
    assert strike.size == Size(1000.0, 1.2, 300.0, "workers")
    assert strike.moves == (Move("workers", "on_strike"), Move("", "councils", "act", 1.0))
    assert strike.record == Selector(("strike",), ("workers",), ("party",), ("economic",))


def test_defaults_of_an_act(full: Theory) -> None:
    march = act(full, "march")
    assert (march.phase, march.level, march.process, march.link) == (
        "crowd",
        "place",
        "plain",
        "log",
    )
    assert march.cluster is None
    assert march.place == (Term((1.0,), "population"),)
    assert act(full, "police_fire").place == ()


def test_memories_and_forms(full: Theory) -> None:
    expected = {
        "unrest_home": (Memory("half_life", 1.0), Form("saturating", 0.2)),
        "unrest_abroad": (Memory("half_life", "news_halflife"), Form("saturating", 0.5)),
        "self": (Memory("half_life", 5.0, unit_mass=True), Form()),
        "crowd_heads": (Memory("today"), Form("log1p", 1000.0)),
        "ever": (Memory("lasting"), Form()),
        "halt": (Memory("yesterday"), Form("share", of="workers")),
        "enough": (Memory("yesterday"), Form("gate", at_least=5.0)),
        "wages": (Memory("yesterday"), Form()),
        "death": (Memory("half_life", 60.0), Form()),
    }
    found = {name: (signal(full, name).memory, signal(full, name).form) for name in expected}
    assert found == expected
    assert signal(full, "fear") == Signal("fear", "product", ("self", "unrest_abroad"))


def test_stocks(full: Theory) -> None:
    assert full.stocks == (
        Stock("workers", stratum="workers", of="workers"),
        Stock("on_strike", of="workers"),
        Stock("councils", unit="council"),
    )


def test_episodes(full: Theory) -> None:
    assert full.episodes == (
        Episode(
            "crisis",
            (Term(("onset",)), Term((0.4,), "unrest_home")),
            (Term((-1.5,)), Term((-0.2,), "halt")),
            "A time in which more is dared.",
        ),
    )


def test_acts_count_per_place_unless_said(full: Theory) -> None:
    assert {a.name: a.per for a in full.acts} == {
        "strike": "place",
        "march": "place",
        "leaflet": "country",
        "police_fire": "place",
    }


def test_levers_and_claims(full: Theory) -> None:
    assert full.levers[0].steps == (
        LeverStep("multiply", "march", 4.0, "1956-10-23", "1956-11-04", "Hungary"),
        LeverStep("forbid", "strike"),
        LeverStep("set", "readiness[Hungary]", 0.0),
        LeverStep("add", "march", 1.0, "1956-10-20", "1956-10-20", "Poland"),
        LeverStep("shock", "stalin_death", 0.0, country="USSR"),
    )
    assert full.levers[0].grounds == "The size is invented"
    assert full.claims[2] == Claim(
        "S031",
        "the peak is no outlier",
        "pattern",
        (("quantity", "peak"), ("at_least", 1.0), ("at_most", 5.0)),
    )
    kinds = ["sign", "contrast", "pattern", "effect", "restricted", "forecast", "pattern"]
    assert [claim.kind for claim in full.claims] == kinds
    ordered = full.claims[-1]
    assert ordered.several("of") == ("strike", "march")
    assert ordered.text("from") == "1956-10-01"
    assert ordered.several("without") == ("spread",)
    assert (ordered.number("at_least"), ordered.number("at_most")) == (0.5, None)


def test_includes_come_first_and_take_added_terms() -> None:
    rival = load(RIVAL)
    assert [a.name for a in rival.acts] == ["strike", "march", "speak"]
    for name in ("strike", "march"):
        assert act(rival, name).rate[-1] == Term(("spread",), "unrest")
        assert act(rival, name).place[-1] == Term((0.4,), "unrest_here")
    assert rival.traits[0].odds[-1] == Term((0.2,), "unrest")
    assert rival.flows[0].rate[-1] == Term((-0.1,), "unrest")
    assert rival.acts[0].rate[-2] == Term((1.5,), "crisis")
    assert rival.episodes[0].enter == (Term((-5.0,)), Term((0.4,), "unrest"))
    assert rival.episodes[0].leave == (Term((-2.0,)),)
    assert rival.cites == ("shared-source", "own-source")
    assert rival.phases == ("dawn", "dusk")
    assert rival.labels == {"spread": "Unrest spreads"}


def test_digest_follows_the_meaning_not_the_layout(tmp_path: Path) -> None:
    text = FULL.read_text(encoding="utf-8")
    commented = tmp_path / "commented.yaml"
    commented.write_text("# a remark\n" + text, encoding="utf-8")
    changed = tmp_path / "changed.yaml"
    changed.write_text(text.replace("spread: 1.2", "spread: 1.3"), encoding="utf-8")
    assert load(commented).digest == load(FULL).digest
    assert load(changed).digest != load(FULL).digest


def test_faults_of_every_file_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "block.yaml").write_text(
        "format: 1\nparameters:\n  calm: {prior: {normal: [-3, 0]}}\n", encoding="utf-8"
    )
    main = tmp_path / "theory.yaml"
    main.write_text(
        "format: 1\ntheory: sample\ntitle: A sample\ninclude: block.yaml\nacts:\n  strike:\n"
        "    by: workers\n    record: {form: strike}\n    rate: {base: [calm, unknown]}\n",
        encoding="utf-8",
    )
    with pytest.raises(ContentionError) as caught:
        load(main)
    assert [(p.code, p.where) for p in caught.value] == [
        ("T030", f"{main}:9:25"),
        ("T022", f"{tmp_path / 'block.yaml'}:3:31"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "F105"), (b"format: 1\ntitle: \xff\n", "F104")],
    ids=["empty", "not-utf-8"],
)
def test_unreadable_files_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "theory.yaml"
    path.write_bytes(content)
    with pytest.raises(ContentionError) as caught:
        load(path)
    assert caught.value.codes == (code,)
