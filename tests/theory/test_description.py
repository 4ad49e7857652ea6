"""The readable text of a theory."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from contention.theory import describe, describe_html, load

VALID = Path(__file__).parent / "valid"


@pytest.mark.parametrize("name", ["full", "rival"])
def test_text_fits_the_width_and_names_everything(name: str) -> None:
    theory = load(VALID / f"{name}.yaml")
    text = describe(theory)
    assert max(map(len, text.splitlines())) <= 80
    things = (theory.signals, theory.stocks, theory.episodes, theory.acts, theory.traits)
    for section in (*things, theory.flows):
        for item in section:
            assert item.name in text
    for parameter in theory.parameters:
        assert parameter.name.partition("@")[0] in text


def test_equations() -> None:
    text = describe(load(VALID / "full.yaml"))
    for line in (
        "spread ~ Normal(0, 1)",
        "plus spread@act ~ Normal(0, 0.3): strike, march, rest",
        "readiness[c] ~ Normal(0, 1), one for each country",
        "news_halflife ~ LogNormal(2, 0.5) [day]",
        "unrest_home = x / (x + 0.2)",
        "x = Σ[s<t] 2^(−(t−1−s)/1) n(s)",
        "x = (1 − 2^(−1/5)) · Σ[s<t] 2^(−(t−1−s)/5) n(s)",
        "halt = x / heads of workers, from 0 to 1",
        "fear = self · unrest_abroad",
        "log r = strike_base + readiness[c]",
        "+ (spread + spread@strike + extra)·unrest_home + 0.3·fear",
        "P(k onsets) = (1 − far_share)·k^−reach/Σ j^−reach + far_share/m",
        "r = max(0, −5 + extra·crowd_heads)",
        "onsets in the country today ~ Poisson(r·G · Σ w over places)",
        "logit p = −1 + 0.4·unrest_home",
        "moves its size: workers → on_strike",
        "rate of march × 4, from 1956-10-23, until 1956-11-04, in Hungary",
        "1 ≤ peak ≤ 5",
        "P(begins today | calm) = 1 − exp(−e), log e = onset + 0.4·unrest_home",
        "P(ends today | in it) = 1 − exp(−l), log l = −1.5 − 0.2·halt",
        "open_crisis·crisis",
        "in crisis: P(k onsets) ∝ k^−crisis_reach",
        "onsets in the country today ~ Poisson(r)",
        "4 acts, 11 signals, 3 stocks, 1 episode, 14 parameters",
    ):
        assert line in text, line


def test_html_escapes_the_document_and_closes_its_tags(tmp_path: Path) -> None:
    path = tmp_path / "theory.yaml"
    text = (VALID / "full.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("People stop work.", "<script>&"), encoding="utf-8")
    theory = load(path)
    html = describe_html(theory)
    assert "<script>" not in html
    assert "&lt;script&gt;&amp;" in html
    assert html == theory._repr_html_()
    checker = _Balance()
    checker.feed(html)
    assert checker.open == []


class _Balance(HTMLParser):
    """Keeps the tags that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
