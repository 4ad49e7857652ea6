"""Worlds on disk: the same whatever happened on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from contention.foundation.errors import ContentionError
from contention.study.worlds import make_worlds, read_worlds


def same(one: Path, two: Path) -> bool:
    """Say whether two directories hold the same events, byte by byte, and the same arrays."""
    events = (one / "events.parquet").read_bytes() == (two / "events.parquet").read_bytes()
    names = sorted(p.relative_to(one) for p in (one / "stocks.zarr").rglob("*") if p.is_file())
    others = sorted(p.relative_to(two) for p in (two / "stocks.zarr").rglob("*") if p.is_file())
    return (
        events
        and names == others
        and all((one / name).read_bytes() == (two / name).read_bytes() for name in names)
    )


def test_worlds_are_those_of_the_engine(
    tmp_path: Path, engine: Any, fakes: Any, request_for: Callable[..., Any]
) -> None:
    made = make_worlds(tmp_path, request_for(120))
    whole = fakes.FakeEngine().simulate(
        fakes.fake_model(), np.array([1.0, 2.0]), worlds=120, seed=1
    )
    assert made.events.equals(whole.events)
    for name in ("on_strike", "act_strike"):
        ours, theirs = made.stocks[name].values, whole.stocks[name].values
        assert ours.dtype == theirs.dtype
        assert np.array_equal(ours[1:50], theirs[1:50], equal_nan=name == "on_strike")
    assert made.stocks["world"].values.tolist() == list(range(120))
    assert made.stocks["country"].values.tolist() == fakes.COUNTRIES
    assert made.stocks["week"].values.tolist() == fakes.WEEKS.tolist()
    assert dict(made.stocks.sizes) == {"world": 120, "week": 3, "country": 2}
    assert made.stocks.attrs == {"theory": "contagion", "scenario": "eastern-bloc-1953"}
    assert not (tmp_path / "parts").exists()


def test_cost_and_counts_are_kept(
    tmp_path: Path, engine: Any, request_for: Callable[..., Any]
) -> None:
    made = make_worlds(tmp_path, request_for(120))
    assert made.worlds == 120
    assert made.seconds == pytest.approx(0.75)
    assert made.peak_rss_mb == 200.0
    by_world = np.bincount(made.events["world"].to_numpy(), minlength=120)
    assert made.events_median == np.median(by_world)
    assert read_worlds(tmp_path) == made


def test_events_of_no_world(tmp_path: Path, engine: Any, request_for: Callable[..., Any]) -> None:
    made = make_worlds(tmp_path, request_for(1))
    assert made.events.height == 0
    assert made.events.schema["actor"] == pl.List(pl.String)
    assert made.events_median == 0


def test_finished_worlds_are_not_made_again(
    tmp_path: Path, engine: Any, request_for: Callable[..., Any]
) -> None:
    make_worlds(tmp_path, request_for(60))
    asked = len(engine.asked)
    make_worlds(tmp_path, request_for(60))
    assert len(engine.asked) == asked == 2


@pytest.mark.parametrize(("first", "then"), [(20, 60), (50, 51), (130, 330)])
def test_more_worlds_continue(
    first: int, then: int, tmp_path: Path, engine: Any, request_for: Callable[..., Any]
) -> None:
    for name in ("grown", "whole"):
        (tmp_path / name).mkdir()
    make_worlds(tmp_path / "grown", request_for(first))
    engine.asked.clear()
    make_worlds(tmp_path / "grown", request_for(then))
    # Whole blocks that were there are not made again.
    assert min(start for start, _ in engine.asked) == first // 50 * 50
    make_worlds(tmp_path / "whole", request_for(then))
    assert same(tmp_path / "grown", tmp_path / "whole")


def test_an_interrupted_run_keeps_its_blocks(
    tmp_path: Path, engine: Any, fakes: Any, request_for: Callable[..., Any]
) -> None:
    class StopError(Exception):
        pass

    def stop(stage: str, done: int, total: int) -> None:
        if done >= 100:
            raise StopError

    for name in ("cut", "whole"):
        (tmp_path / name).mkdir()
    with pytest.raises(StopError):
        make_worlds(tmp_path / "cut", request_for(200), progress=stop)
    assert engine.asked == [(0, 50), (50, 50)]
    with pytest.raises(ContentionError) as unfinished:
        read_worlds(tmp_path / "cut")
    assert unfinished.value.codes == ("U012",)
    make_worlds(tmp_path / "cut", request_for(200))
    assert engine.asked == [(0, 50), (50, 50), (100, 50), (150, 50)]
    make_worlds(tmp_path / "whole", request_for(200))
    assert same(tmp_path / "cut", tmp_path / "whole")


def test_a_lost_store_is_made_again(
    tmp_path: Path, engine: Any, request_for: Callable[..., Any]
) -> None:
    import shutil

    make_worlds(tmp_path, request_for(60))
    before = (tmp_path / "events.parquet").read_bytes()
    shutil.rmtree(tmp_path / "stocks.zarr")
    make_worlds(tmp_path, request_for(60))
    assert (tmp_path / "events.parquet").read_bytes() == before
    assert dict(read_worlds(tmp_path).stocks.sizes)["world"] == 60


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"seed": 2}, "seed"),
        ({"values": np.array([1.0, 2.5])}, "values of contagion"),
        ({"inputs": {"theory contagion": "b" * 64}}, "theory contagion"),
        ({"levers": ("appeal",)}, "levers"),
        ({"start": date(1953, 3, 9)}, "start"),
    ],
)
def test_other_settings_are_refused(
    change: dict[str, Any],
    word: str,
    tmp_path: Path,
    engine: Any,
    request_for: Callable[..., Any],
) -> None:
    inputs = {"theory contagion": "a" * 64}
    make_worlds(tmp_path, request_for(20, inputs=inputs))
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    with pytest.raises(ContentionError) as refused:
        make_worlds(tmp_path, request_for(20, **({"inputs": inputs} | change)))
    assert refused.value.codes == ("U008",)
    problem = refused.value.problems[0]
    assert word in problem.found
    assert "-o" in problem.hint
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_fewer_worlds_are_refused(
    tmp_path: Path, engine: Any, request_for: Callable[..., Any]
) -> None:
    make_worlds(tmp_path, request_for(60))
    with pytest.raises(ContentionError) as refused:
        make_worlds(tmp_path, request_for(20))
    assert refused.value.codes == ("U009",)
    assert "60" in refused.value.problems[0].hint


def test_a_foreign_manifest_is_refused(
    tmp_path: Path, engine: Any, request_for: Callable[..., Any]
) -> None:
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(ContentionError) as refused:
        make_worlds(tmp_path, request_for(20))
    assert refused.value.codes == ("U008",)
