"""The shipped theories: shared block, claims of the pamphlet, registry, tables in the docs."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from contention.foundation.citations import all_citations

ROOT = Path(__file__).parents[2]
HOME = ROOT / "src" / "contention" / "catalogue" / "data" / "theories"
RIVALS = (
    *("errors-of-leaders", "hidden-crisis", "instigation", "repression-works", "seasonal"),
    "self-reform",
)
NAMES = ("political-revolution", "contagion", "silence", *RIVALS)

# Claims of kind mechanism in the list of the pamphlet's 115 claims.
# fmt: off
MECHANISMS = [f"S{number:03d}" for number in (
    2, 4, 5, 6, 7, 8, 9, 11, 12, 13, 16, 17, 19, 21, 22, 23, 25, 27, 31, 34, 36, 37, 38, 40,
    42, 44, 46, 47, 48, 53, 54, 57, 58, 59, 60, 62, 63, 66, 72, 73, 77, 78, 81, 83, 84, 85,
    86, 87, 90, 92, 94, 96, 99, 103, 105, 106, 110, 113,
)]
# fmt: on

# Forms of event rows that no act claims; docs/concepts/theories.md says why.
NOT_MODELLED = {"news", "counter_rally"}


def script(name: str) -> ModuleType:
    """Load a script of the folder verification."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "verification" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tables = script("theory_table")
THEORIES = {name: tables.theory(name) for name in NAMES}
POLITICAL = THEORIES["political-revolution"]
CRISIS = {"", "crisis"}  # terms of the shared block: constants, and the hidden crisis
ROWS = tables.event_rows()


def answers() -> list[dict[str, str]]:
    """Return the rows of mechanisms.csv."""
    with (HOME / "mechanisms.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_mechanism_claim_has_one_answer() -> None:
    assert [row["id"] for row in answers()] == MECHANISMS


def test_answers_are_complete() -> None:
    for row in answers():
        if row["answer_kind"] == "out_of_reach":
            assert len(row["reason"]) > 40, row["id"]
            assert not row["names"], row["id"]
        else:
            assert row["answer_kind"] in {"term", "pattern"}, row["id"]
            assert row["names"], row["id"]
            assert row["how"], row["id"]
            assert not row["reason"], row["id"]


def test_every_name_in_the_answers_exists() -> None:
    known = {
        item.name
        for section in (
            POLITICAL.parameters,
            POLITICAL.signals,
            POLITICAL.stocks,
            POLITICAL.acts,
            POLITICAL.traits,
            POLITICAL.flows,
            POLITICAL.levers,
        )
        for item in section
    }
    named = {name for row in answers() if row["names"] for name in row["names"].split(";")}
    assert named - known == set()


def test_terms_name_a_mechanism_or_a_lever() -> None:
    moving = {one.name for one in POLITICAL.parameters if one.block == "mechanism"}
    moving |= {lever.name for lever in POLITICAL.levers}
    for row in answers():
        if row["answer_kind"] == "term":
            names = set(row["names"].split(";"))
            assert names & moving, row["id"]


def test_every_mechanism_parameter_is_used() -> None:
    sums = [
        name
        for act in POLITICAL.acts
        for term in (*act.rate, *act.place)
        for name in term.coefficient
    ]
    sums += [name for trait in POLITICAL.traits for term in trait.odds for name in term.coefficient]
    shapes = [n for s in POLITICAL.signals for n in (s.memory.half_life, s.form.scale)]
    used = {name for name in (*sums, *shapes) if isinstance(name, str)}
    mechanisms = {one.name for one in POLITICAL.parameters if one.block == "mechanism"}
    assert mechanisms - used == set()


def test_theories_share_everything_that_is_not_mechanism() -> None:
    blocks = {
        name: [one for one in theory.parameters if one.block == "shared"]
        for name, theory in THEORIES.items()
    }
    assert all(blocks[name] == blocks["silence"] for name in NAMES)
    frames = {
        name: [
            (act.name, act.record, act.phase, act.level, act.cluster, act.size, act.moves)
            for act in theory.acts
        ]
        for name, theory in THEORIES.items()
    }
    assert all(frames[name] == frames["silence"] for name in NAMES)


@pytest.mark.parametrize("name", [*RIVALS, "contagion"])
def test_rivals_have_few_mechanisms_and_free_signs(name: str) -> None:
    """A rival's expected sign is a claim and never a prior."""
    mechanisms = [one for one in THEORIES[name].parameters if one.block == "mechanism"]
    assert len(mechanisms) <= 12
    for one in mechanisms:
        assert one.prior.family in {"normal", "lognormal"}, one.name
        assert one.prior.family == "lognormal" or one.prior.a == 0.0, one.name
        assert THEORIES[name].labels[one.name], one.name


@pytest.mark.parametrize("name", RIVALS)
def test_rivals_cite_their_source(name: str) -> None:
    assert THEORIES[name].cites
    assert set(THEORIES[name].cites) <= set(all_citations())


def heard(name: str) -> set[str]:
    """Return what popular acts respond to, down to the signals that products are made of."""
    theory = THEORIES[name]
    by_name = {signal.name: signal for signal in theory.signals}
    people = {"strike", "march", "meeting", "riot", "demand", "rise", "form_council"}
    ahead = [t.signal for act in theory.acts if act.name in people for t in act.rate]
    found: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name not in by_name:  # the constant and the hidden crisis
            continue
        found.add(name)
        ahead += by_name[name].sources if by_name[name].kind == "product" else ()
    return found


def test_instigation_hears_the_outside_only() -> None:
    by_name = {signal.name: signal for signal in THEORIES["instigation"].signals}
    assert {by_name[name].kind for name in heard("instigation")} == {"shock"}


@pytest.mark.parametrize("name", ["errors-of-leaders", "self-reform", "repression-works"])
def test_nothing_crosses_borders_in_theories_of_one_country(name: str) -> None:
    for signal in THEORIES[name].signals:
        assert signal.reach in {"country", "here"}, signal.name


def test_hidden_crisis_moves_crises_and_nothing_else() -> None:
    crisis, silence = THEORIES["hidden-crisis"], THEORIES["silence"]
    assert heard("hidden-crisis") == heard("silence")
    assert crisis.acts == silence.acts
    moved = {term.signal for term in crisis.episodes[0].enter if term.signal}
    assert moved == {signal.name for signal in crisis.signals} - {"crowd_here"}


def test_seasonal_hears_the_calendar_only() -> None:
    by_name = {signal.name: signal for signal in THEORIES["seasonal"].signals}
    assert {by_name[name].kind for name in heard("seasonal")} == {"calendar"}


def test_silence_responds_to_nothing() -> None:
    silence = THEORIES["silence"]
    assert all(term.signal in CRISIS for act in silence.acts for term in act.rate)
    assert all(term.signal == "" for one in silence.episodes for term in (*one.enter, *one.leave))
    assert all(term.signal == "" for trait in silence.traits for term in trait.odds)
    assert all(one.block == "shared" for one in silence.parameters)


def test_contagion_listens_to_unrest_only() -> None:
    people = {"strike", "march", "meeting", "riot", "demand", "rise", "form_council"}
    contagion = THEORIES["contagion"]
    sources = {s.name: set(s.sources) for s in contagion.signals}
    for act in contagion.acts:
        heard = {term.signal for term in act.rate} - CRISIS
        assert not heard or act.name in people
        for signal in heard:
            assert sources[signal] <= people


@pytest.mark.parametrize("name", NAMES)
def test_each_event_row_belongs_to_one_act(name: str) -> None:
    theory = THEORIES[name]
    for row in ROWS:
        claimed = [act.name for act in theory.acts if tables.is_act(act, row)]
        assert len(claimed) == (0 if row["form"] in NOT_MODELLED else 1), (row["id"], claimed)


def test_popular_acts_hear_bounded_signals() -> None:
    """Everything the people respond to is bounded, or comes from outside the theory."""
    by_name = {signal.name: signal for signal in POLITICAL.signals}

    def bounded(name: str) -> bool:
        signal = by_name[name]
        if signal.kind == "product":
            return all(bounded(part) for part in signal.sources)
        outside = signal.kind in {"covariate", "shock"}
        return outside or signal.form.kind in {"saturating", "share", "gate"}

    heard = {term.signal for act in POLITICAL.acts for term in act.rate} - CRISIS
    assert [name for name in sorted(heard) if not bounded(name)] == []


def test_few_distinct_lists_of_terms() -> None:
    """The likelihood groups acts by their terms; each further list costs time."""
    lists = {
        tuple(sorted((t.signal, t.coefficient) for t in act.rate if t.signal not in CRISIS))
        for act in POLITICAL.acts
    }
    assert len(lists - {()}) <= 9


def test_each_omission_is_a_lever_with_a_source() -> None:
    omissions = [lever for lever in POLITICAL.levers if lever.cites == ("swp-1957",)]
    assert len(omissions) == 8
    assert [lever.name for lever in omissions][-1] == "all_seven"
    lines = [re.match(r"Line (\d+)\b", lever.grounds) for lever in omissions[:-1]]
    assert [int(line[1]) for line in lines if line] == list(range(96, 103))


def test_every_lever_says_what_it_changes_and_on_what_grounds() -> None:
    rows = {row["id"] for row in ROWS}
    for lever in POLITICAL.levers:
        assert lever.steps
        assert lever.says
        assert lever.grounds
        assert set(re.findall(r"\b[EXY]\d{3,4}\b", lever.grounds)) <= rows


def test_all_seven_is_the_sum_of_the_others() -> None:
    *single, together = [lever for lever in POLITICAL.levers if lever.cites]
    assert set(together.steps) == {step for lever in single for step in lever.steps}


def test_turning_points_have_a_lever_of_what_happened_to_compare_with() -> None:
    steps = {lever.name: lever.steps[0] for lever in POLITICAL.levers}
    for name in ("second_intervention", "fire_on_23_october"):
        happened, did_not = steps[name], steps[f"no_{name}"]
        assert (happened.do, did_not.do) == ("add", "forbid")
        assert (happened.target, happened.country) == (did_not.target, did_not.country)
        assert did_not.start <= happened.start <= did_not.stop


def test_the_registry_holds_the_present_files() -> None:
    registry = json.loads((HOME / "registry.json").read_text(encoding="utf-8"))
    assert registry["sha256"] == script("freeze_theories").hashes(HOME)


def test_the_table_in_the_docs_is_the_computed_one() -> None:
    page = (ROOT / "docs" / "concepts" / "political-revolution.md").read_text(encoding="utf-8")
    lines = page.splitlines()
    start = lines.index("| parameter | in words | pamphlet | prior | rows |")
    table = tables.table(POLITICAL, ROWS)
    assert lines[start : start + len(table)] == table
    assert not lines[start + len(table)].startswith("|")


def test_the_docs_count_the_answers() -> None:
    page = (ROOT / "docs" / "concepts" / "political-revolution.md").read_text(encoding="utf-8")
    kinds = [row["answer_kind"] for row in answers()]
    assert f"{kinds.count('term')} by a named term" in page
    assert f"{kinds.count('pattern')} by a pattern" in page
    assert f"{kinds.count('out_of_reach')} by the reason" in page


def test_thin_terms_say_that_they_rest_on_their_prior() -> None:
    found = tables.informing(POLITICAL, ROWS)
    for name in ("rescue", "sealed", "open_troops", "open_police"):
        assert found[name] < tables.FEW
    assert found["spread"] > 500


def test_the_diagram_and_its_page_name_every_mechanism() -> None:
    page = (ROOT / "docs" / "concepts" / "causes.md").read_text(encoding="utf-8")
    drawn = (ROOT / "docs" / "images" / "causes.svg").read_text(encoding="utf-8")
    mechanisms = {
        p.name
        for p in POLITICAL.parameters
        if p.block == "mechanism" and p.prior.family == "normal"
    }
    assert len(mechanisms) == 38
    assert mechanisms <= set(re.findall(r"[a-z_]+", drawn + page))
