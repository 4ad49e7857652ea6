"""The files around the package agree with it and with each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import contention

ROOT = Path(__file__).parent.parent


def lock() -> list[dict[str, Any]]:
    return tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]


def requirement(text: str) -> tuple[str, str]:
    """Split a requirement into its name, without extras, and its bounds."""
    found = re.fullmatch(r"([\w.-]+)(?:\[\w+\])?(.*)", text)
    assert found is not None
    return found[1].replace(".", "-"), found[2]


def test_the_citation_file_and_the_changelog_have_the_version():
    assert f"\nversion: {contention.__version__}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"\n## {contention.__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_the_lock_file_names_only_the_public_registry():
    sources = {str(package["source"]) for package in lock()}
    assert sources == {"{'registry': 'https://pypi.org/simple'}", "{'editable': '.'}"}
    files = [
        file["url"]
        for package in lock()
        for file in [*package.get("wheels", []), package.get("sdist")]
        if file
    ]
    assert files
    assert all(url.startswith("https://files.pythonhosted.org/") for url in files)


def test_the_lock_file_was_made_from_this_project_file():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    (ours,) = [package for package in lock() if package["name"] == "contention"]
    locked = {(entry["name"], entry["specifier"]) for entry in ours["metadata"]["requires-dist"]}
    assert locked == {requirement(text) for text in declared}


def test_what_the_readme_runs_is_what_ci_runs():
    install, test = "python -m pip install -e '.[test]'", "pytest"
    assert f"{install} && {test}" in (ROOT / "README.md").read_text(encoding="utf-8")
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines.index(f"run {install}") + 1 == lines.index(f"run {test}")
