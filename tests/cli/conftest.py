"""Fixtures of the command-line tests."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@dataclass(frozen=True)
class Outcome:
    """What a command left: exit status and what it printed."""

    status: int
    out: str
    err: str

    @property
    def object(self) -> dict[str, Any]:
        lines = self.out.splitlines()
        assert len(lines) == 1, self.out

        def refuse(name: str) -> Any:
            raise AssertionError(f"{name} is not JSON")

        return json.loads(lines[0], parse_constant=refuse)


@pytest.fixture
def contention(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Run the command line in this process, in a directory of its own."""
    from contention.cli.app import run

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def call(*words: str) -> Outcome:
        capfd.readouterr()
        status = run(words)
        out, err = capfd.readouterr()
        return Outcome(status, out, err)

    return call


def _fixtures_of_study() -> Any:
    """Load the fakes of the study tests: the same engine and fit stand in here."""
    path = Path(__file__).parents[1] / "study" / "conftest.py"
    spec = importlib.util.spec_from_file_location("study_fakes", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_study = _fixtures_of_study()
fakes, engine, inference, inputs = (
    _study.fakes,
    _study.engine,
    _study.inference,
    _study.inputs,
)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a report that costs nothing in the place of the real one."""

    def write_report(directory: Path) -> Path:
        (directory / "report.html").write_text("<p>FAKE</p>")
        return directory / "report.html"

    module = ModuleType("contention.report")
    vars(module).update(write_report=write_report)
    monkeypatch.setitem(sys.modules, "contention.report", module)
