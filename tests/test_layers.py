"""Upper layers import lower ones only, and the check would notice."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).parent.parent

LAYERS = [
    "cli",
    "report",
    "study",
    "inference",
    "engine | individuals",
    "catalogue",
    "record | scenario | theory",
    "store | chance",
    "compiled",
    "foundation",
]


def contract() -> dict[str, object]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (only,) = settings["tool"]["importlinter"]["contracts"]
    return only


def test_the_contract_is_the_one_of_the_design():
    assert contract()["layers"] == LAYERS
    assert contract()["exhaustive"] is True


def test_imports_keep_the_contract(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    assert cli.lint_imports(cache_dir=None, no_cache=True) == cli.EXIT_STATUS_SUCCESS


def test_an_upward_import_breaks_the_contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    package = tmp_path / "upside_down"
    for layer in ("upper", "lower"):
        (package / layer).mkdir(parents=True)
        (package / layer / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    (package / "lower" / "__init__.py").write_text("import upside_down.upper\n")
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_package = upside_down\n"
        "[importlinter:contract:layers]\nname = layers\ntype = layers\n"
        "containers = upside_down\nexhaustive = true\nlayers =\n    upper\n    lower\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    assert cli.lint_imports(cache_dir=None, no_cache=True) == cli.EXIT_STATUS_ERROR
