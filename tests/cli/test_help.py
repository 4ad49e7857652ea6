"""Help: every verb has an example, fits 80 columns and stands in the reference."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
VERBS = (
    *("list", "import", "scenario", "audit", "check", "describe", "explain", "fit", "compare"),
    *("claims", "simulate", "forecast", "score", "whatif"),
    *("validate", "study", "report", "classic"),
)


def words(text: str) -> list[str]:
    """Return the words of a help text; wrapping and brackets depend on typer's version."""
    return re.findall(r"[\w.-]+", re.sub(r"<[^>]*>", "", text).replace("-\n", "-"))


def test_the_verbs_are_those_of_the_manual(contention: Callable[..., Any]) -> None:
    shown = contention("--help").out
    listed = re.findall(r"^  ([a-z]+)  ", shown.partition("Commands:")[2], flags=re.MULTILINE)
    assert tuple(listed) == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_shows_an_example(verb: str, contention: Callable[..., Any]) -> None:
    shown = contention(verb, "--help")
    assert shown.status == 0
    assert f"Example:  contention {verb}" in shown.out
    assert "--json" in shown.out
    assert max(map(len, shown.out.splitlines())) <= 80


def test_the_reference_is_the_help(contention: Callable[..., Any]) -> None:
    page = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```text\n\$ contention ?(\w*) ?--help\n\n(.*?)```", page, flags=re.DOTALL)
    assert [verb for verb, _ in blocks] == ["", *VERBS]
    for verb, text in blocks:
        shown = contention(*([verb] if verb else []), "--help").out
        assert sorted(words(shown)) == sorted(words(text)), "run python docs/reference/make_cli.py"


def test_no_verb_shows_help(contention: Callable[..., Any]) -> None:
    shown = contention()
    assert "Usage: contention" in shown.out + shown.err
    assert shown.status == 2


def test_the_version(contention: Callable[..., Any]) -> None:
    from contention import __version__

    assert contention("--version").out.strip() == __version__


def test_a_verb_that_does_not_exist(contention: Callable[..., Any]) -> None:
    shown = contention("studi")
    assert shown.status == 2
    assert "study" in shown.err
    assert not shown.out


def test_completion_lists_the_verbs() -> None:
    # What the shell asks for on a tab after `contention s`.
    environment = {
        "_CONTENTION_COMPLETE": "complete_bash",
        "COMP_WORDS": "contention s",
        "COMP_CWORD": "1",
        "PATH": "/usr/bin:/bin",
    }
    import os

    answer = subprocess.run(
        [sys.executable, "-m", "contention"],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert set(answer.stdout.split()) == {"scenario", "score", "simulate", "study"}


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys; from contention.cli.app import run; run(['study', '--help']);"
        "heavy = {'polars', 'numpy', 'numba', 'xarray', 'zarr'};"
        "sys.exit(', '.join(sorted(heavy & sys.modules.keys())) or 0)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


def test_help_is_quick() -> None:
    def spent() -> float:
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "contention", "--help"], capture_output=True, check=True
        )
        return time.perf_counter() - began

    assert min(spent() for _ in range(3)) < 0.6
