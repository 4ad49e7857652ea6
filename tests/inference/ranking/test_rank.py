"""Ranking from end to end on records of the toy scenario that one of the theories has drawn."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

import contention as ct
from contention.engine import Model
from contention.foundation.errors import ContentionError
from contention.inference.claims.document import RivalPart
from contention.inference.claims.rivals import judge, pair_of
from contention.inference.ranking.scores import Scores
from tests.inference.ranking.planted import planted, theory_model
from tests.inference.small import small_model


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Model]:
    folder = tmp_path_factory.mktemp("theories")
    return {name: theory_model(name, folder) for name in ("spreading", "sundays", "mondays")}


@pytest.fixture(scope="module")
def events(models: dict[str, Model]) -> pl.DataFrame:
    return planted(models["spreading"], 2)


@pytest.fixture(scope="module")
def ranking(models: dict[str, Model], events: pl.DataFrame) -> ct.Ranking:
    return ct.rank(list(models.values()), events, threads=2)


def test_the_planted_theory_wins(ranking: ct.Ranking) -> None:
    assert ranking.theories["name"][0] == "spreading"
    first = ranking.pairs.filter(better="spreading")
    assert first["separated"].all()
    assert ranking.theories.filter(name="spreading")["stable_rank"].all()
    assert first["turns"].to_list() == [0, 0]


def test_the_record_turns_a_claim_that_one_theory_is_better(
    models: dict[str, Model], events: pl.DataFrame
) -> None:
    pair = [models["spreading"], models["sundays"]]
    part = RivalPart(theory="spreading", against="sundays")
    verdicts: list[str] = []
    for record in (events, planted(models["sundays"], 2)):
        found = ct.rank(pair, record, threads=1)
        verdicts.append(judge(part, pair_of(found.pairs, part))[0])
    assert verdicts == ["supported", "contradicted"]


def test_two_that_the_record_says_nothing_about_are_not_separated(ranking: ct.Ranking) -> None:
    (pair,) = ranking.pairs.filter(pl.col("better") != "spreading").rows(named=True)
    assert {pair["better"], pair["worse"]} == {"sundays", "mondays"}
    assert not pair["separated"]
    assert any("does not tell apart" in line for line in ranking.words)


def test_leaving_out_what_was_planted_costs(ranking: ct.Ranking) -> None:
    lost = {(r["name"], r["family"]): r for r in ranking.ablation.rows(named=True)}
    for family in ("spread", "provoke"):
        assert lost["spreading", family]["evidence_change"] < -5
        assert lost["spreading", family]["heldout_change"] < -5
    assert abs(lost["sundays", "on_sunday"]["evidence_change"]) < 3


def test_noises_without_episodes_are_three(ranking: ct.Ranking) -> None:
    assert set(ranking.settings["noise"]) == {"plain", "shock", "clusters"}


def test_threads_and_known_scores_change_nothing(
    models: dict[str, Model], events: pl.DataFrame, ranking: ct.Ranking
) -> None:
    kept: dict[str, Scores] = {}
    told: list[tuple[str, int, int]] = []
    pair = [models["spreading"], models["sundays"]]
    ct.rank(
        pair,
        events,
        threads=1,
        keep=lambda scores: kept.__setitem__(scores.theory, scores),
        progress=lambda *step: told.append(step),
    )
    assert told[0][:2] == ("comparison", 0)
    assert told[-1] == ("comparison", 9, 9)  # three noises each, and three families
    again = ct.rank(list(models.values()), events, known=kept, threads=1)
    wanted = ranking.theories.select("name", "heldout", "log_evidence")
    assert again.theories.select("name", "heldout", "log_evidence").equals(wanted)


def test_a_record_is_as_good_as_its_events(
    models: dict[str, Model], events: pl.DataFrame, ranking: ct.Ranking
) -> None:
    record = replace(ct.load_record("eastern-bloc-1953"), events=events)
    pair = [models["spreading"], models["sundays"]]
    found = ct.rank(pair, record, threads=2)
    wanted = ranking.theories.filter(name="spreading")["heldout"][0]
    assert found.theories["heldout"][0] == pytest.approx(wanted, abs=1e-9)


def test_one_theory_is_no_comparison(models: dict[str, Model], events: pl.DataFrame) -> None:
    with pytest.raises(ContentionError, match="two theories or more") as caught:
        ct.rank([models["spreading"]], events)
    assert caught.value.codes == ("I060",)


def test_theories_of_other_acts_are_refused(models: dict[str, Model], events: pl.DataFrame) -> None:
    with pytest.raises(ContentionError, match="different acts") as caught:
        ct.rank([models["spreading"], small_model()], events)
    assert caught.value.codes == ("I060",)


def test_the_noise_as_written_is_needed(models: dict[str, Model], events: pl.DataFrame) -> None:
    pair = [models["spreading"], models["sundays"]]
    with pytest.raises(ContentionError) as caught:
        ct.rank(pair, events, noises=("plain", "shock"))
    assert caught.value.codes == ("I061",)
    bloc = [
        ct.bind(ct.load_theory(name), ct.load_scenario("eastern-bloc-1953"))
        for name in ("silence", "contagion")
    ]
    with pytest.raises(ContentionError, match="hidden episodes") as caught:
        ct.rank(bloc, events, noises=("plain", "clusters"))
    assert set(caught.value.codes) == {"I061"}
