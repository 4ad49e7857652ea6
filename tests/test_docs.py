"""The documents cannot drift: names, links and examples are compared with the code."""

from __future__ import annotations

import inspect
import re
import shlex
from pathlib import Path

import pytest

import contention

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"^```python run\n(.*?)^```", re.MULTILINE | re.DOTALL)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    targets = [t.partition("#")[0] for t in LINK.findall(text) if "://" not in t]
    missing = [t for t in targets if t and not (page.parent / t).exists()]
    assert missing == []


def test_every_page_is_reached_from_the_index() -> None:
    seen: set[Path] = set()
    ahead = [ROOT / "docs" / "index.md"]
    while ahead:
        page = ahead.pop()
        if page in seen:
            continue
        seen.add(page)
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            found = (page.parent / target.partition("#")[0]).resolve()
            if found.suffix == ".md" and found.is_file():
                ahead.append(found)
    assert [name_of(p) for p in (ROOT / "docs").rglob("*.md") if p not in seen] == []


def signature_of(name: str) -> str:
    """Return a call as the page writes it: names and plain defaults, no annotations."""
    shown: list[str] = []
    for parameter in inspect.signature(getattr(contention, name)).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        default = parameter.default
        if default is parameter.empty:
            shown.append(parameter.name)
        else:
            shown.append(f"{parameter.name}={'...' if callable(default) else repr(default)}")
    return f"ct.{name}({', '.join(shown)})"


@pytest.mark.parametrize("name", contention.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    if inspect.isfunction(getattr(contention, name)):
        assert signature_of(name) in page.splitlines()
    else:
        assert re.search(rf"`(ct\.)?{name}`", page)


def test_documented_attributes_exist() -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    missing: list[str] = []
    for name, says in re.findall(r"^\| `([A-Z]\w+)` \| (.+) \|$", page, re.MULTILINE):
        kind = getattr(contention, name)
        fields = getattr(kind, "__dataclass_fields__", {})
        for attribute in re.findall(r"`(\w+)(?:\([^)]*\))?`", says):
            if attribute not in fields and not hasattr(kind, attribute):
                # Set in __init__, so that the class itself does not have it.
                if f"self.{attribute}" in inspect.getsource(kind):
                    continue
                missing.append(f"{name}.{attribute}")
    assert missing == []


SHELL = re.compile(r"^```sh run\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", [p for p in PAGES if SHELL.search(p.read_text(encoding="utf-8"))], ids=name_of
)
def test_commands_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from contention.cli.app import run

    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    for block in SHELL.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            assert line.startswith("contention "), line
            assert run(shlex.split(line)[1:]) == 0, line
    for folder in ("barania", "barania-august"):
        assert any((tmp_path / folder).iterdir())
    assert (tmp_path / "barania-august" / "report.html").stat().st_size > 10_000


RUNNING = [
    pytest.param(page, id=name_of(page), marks=pytest.mark.slow)
    for page in PAGES
    if RUN.search(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("page", RUNNING)
def test_examples_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    space: dict[str, object] = {"__name__": "example"}
    for number, block in enumerate(RUN.findall(page.read_text(encoding="utf-8")), 1):
        exec(compile(block, f"{name_of(page)}, block {number}", "exec"), space)


def test_uncertainty_states_what_its_example_prints(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / "concepts" / "uncertainty.md").read_text(encoding="utf-8")
    space: dict[str, object] = {"__name__": "example"}
    for block in RUN.findall(text):
        exec(compile(block, "uncertainty.md", "exec"), space)
    printed = re.findall(r": (\d\.\d\d ± \d\.\d\d)$", capsys.readouterr().out, re.MULTILINE)
    stated = re.findall(r"^\| .+ \| (\d\.\d\d ± \d\.\d\d) \|$", text, re.MULTILINE)
    assert len(stated) == 3
    assert printed == stated
