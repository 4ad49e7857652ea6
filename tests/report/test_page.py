"""What the page says, and what it refuses to be made from."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from contention.foundation.errors import ContentionError
from contention.report import write_report
from contention.report.words import significant

SECTIONS = [
    "learned",
    "claims",
    "rivals",
    "what-ifs",
    "validity",
    "timeline",
    "by-theory",
    "patterns",
    "map",
    "sizes",
    "mechanisms",
    "waiting",
    "set-aside",
    "sources",
    "made",
]

EVIL = "<script>alert(1)</script>\"'&</script><img src=x onerror=alert(2)>"


class Elements(HTMLParser):
    """Tags with their attributes, and the tags that are open at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(html)
    return parser.tags


@pytest.fixture
def copy(study: Path, tmp_path: Path) -> Path:
    return shutil.copytree(study, tmp_path / "eastern-bloc-1953")


def test_all_sections_stand_in_order(page_path: Path) -> None:
    html = page_path.read_text(encoding="utf-8")
    assert re.findall(r'<section id="([\w-]+)"', html) == SECTIONS


def test_the_page_is_self_contained_and_small(page_path: Path) -> None:
    html = page_path.read_text(encoding="utf-8")
    assert len(html.encode()) < 3_000_000
    for tag, attributes in elements(html):
        assert tag not in {"link", "img", "iframe", "object", "embed", "base", "audio", "video"}
        assert "src" not in attributes
        assert "href" not in attributes or tag == "a"
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_the_main_numbers_are_there(page_path: Path, study: Path) -> None:
    html = page_path.read_text(encoding="utf-8")
    assert "The record has 440 town-days of popular contention" in html
    assert "1,107 days from East Germany to Pozna" in html
    assert "the waits are 16, 992, 115, 115 and 1 days" in html
    assert "Borders of today, not of the 1950s" in html
    audit = json.loads((study / "audit.json").read_text(encoding="utf-8"))
    assert f"{audit['rows']:,} rows; {audit['kept']:,} were used" in html


def learned(html: str) -> list[str]:
    """Return the sentences of the opening."""
    found = re.search(r'<ul class="answer">(.*?)</ul>', html, flags=re.DOTALL)
    assert found is not None
    return [unescape(text) for text in re.findall(r"<li>(.*?)</li>", found.group(1))]


def test_the_opening_says_what_was_learned(page_path: Path) -> None:
    said = learned(page_path.read_text(encoding="utf-8"))
    assert 6 <= len(said) <= 10
    assert said[0].startswith("Of 9 claims, the record supports 2 and contradicts 1; 2 stay")
    # The farther from zero in its own intervals, the stronger.
    assert said[1].startswith("Best supported: “Claim number 8 of the text” (S009), coefficient")
    assert "2.50 (2.10 to 2.90), from 48 rows in 3 waves" in said[1]
    assert "found in 90% of worlds, and one that is not there in 4%" in said[1]
    assert "(S003)" in said[2]
    theories = next(text for text in said if text.startswith("Of 3 theories"))
    assert "40 ± 30 in log score ahead of “Unrest breeds unrest”" in theories
    assert "told apart from 1 of the other 2, but not from “Unrest breeds unrest”" in theories
    assert "Without Hungary 1956-10 and Poland 1956-06 its lead is 8 ± 5." in theories
    assert "cannot tell apart 1 of 3 pairs" in theories
    assert "2 of the 3 keep their place" in theories
    lever = next(text for text in said if "all seven" in text)
    assert lever.startswith("An illustration, not a finding")
    assert "320 town-days of contention in place of 240 (mean change 56 to 104 by the" in lever
    assert "alone; 440 in the record)" in lever
    assert "1 check of 3 failed (coverage 80)" in said[-1]


def test_the_opening_follows_the_numbers(copy: Path) -> None:
    before = learned(write_report(copy).read_text(encoding="utf-8"))
    claims = json.loads((copy / "claims.json").read_text(encoding="utf-8"))
    for claim in claims["claims"]:
        if claim["verdict"] == "supported":
            claim["verdict"] = "undecided"
    (copy / "claims.json").write_text(json.dumps(claims), encoding="utf-8")
    validity = json.loads((copy / "validity.json").read_text(encoding="utf-8"))
    for check in validity["checks"]:
        check["passed"] = True
    (copy / "validity.json").write_text(json.dumps(validity), encoding="utf-8")
    after = learned(write_report(copy).read_text(encoding="utf-8"))
    assert "supports 0 and contradicts 1; 4 stay undecided" in after[0]
    assert not any("Best supported" in text for text in after)
    assert after[-1].endswith("all 3 checks of the method passed.")
    assert after[-2] == before[-2]


def test_a_theory_that_is_told_apart_from_none_is_said_to_be(copy: Path) -> None:
    ranking = json.loads((copy / "ranking.json").read_text(encoding="utf-8"))
    for row in ranking["theories"]:
        row["apart"] = False
    (copy / "ranking.json").write_text(json.dumps(ranking), encoding="utf-8")
    said = learned(write_report(copy).read_text(encoding="utf-8"))
    assert any("told apart from none of the other 2. Without" in text for text in said)


def test_every_claim_stands_there_with_its_grounds(page_path: Path) -> None:
    html = page_path.read_text(encoding="utf-8")
    part = html[html.index('<section id="claims"') : html.index('<section id="rivals"')]
    for k in range(9):
        assert f"Claim number {k} of the text" in part
        assert f"Reason number {k}." in part
    assert part.count("<details") == 5
    decided = part[: part.index("<details")]
    assert re.findall(r"<b>(S\d+)</b>", decided) == ["S009", "S002", "S003", "S008"]
    assert "48 rows, 3 waves<br>power 90%<br>false positives 4%" in decided


def test_theories_that_are_told_apart_have_a_full_dot(page_path: Path) -> None:
    html = page_path.read_text(encoding="utf-8")
    part = html[html.index('<section id="rivals"') :]
    wide = part[part.index("<svg") : part.index("</svg>")]
    assert (wide.count('class="dot"'), wide.count('class="hollow"')) == (1, 2)
    assert "−40 ± 30" in wide


def test_failures_are_printed_as_failures(page_path: Path) -> None:
    html = page_path.read_text(encoding="utf-8")
    part = html[html.index('<section id="validity"') : html.index('<section id="timeline"')]
    assert "1 check of 3 failed" in part
    assert part.index("Share inside") < part.index("Error of the gradient")
    assert part.count('<span class="outside">failed</span>') == 1
    patterns = html[html.index('<section id="patterns"') :]
    assert "there were 2 stable draws among 200" in patterns
    assert "12 worlds, each with values of its own, under a prior truncated" in patterns
    assert "(90 per cent of the draws did)" in patterns


def test_every_source_of_the_record_is_counted(page_path: Path, study: Path) -> None:
    html = page_path.read_text(encoding="utf-8")
    sources = pl.read_parquet(study / "record.parquet")["source"]
    assert f"The record: {sources.n_unique()} sources of {len(sources):,} rows" in html
    items = re.search(r'<ol class="sources">(.*?)</ol>', html[html.index('id="sources"') :])
    assert items is not None
    assert items.group(1).count("<li>") == sources.n_unique()


def test_mechanisms_that_rest_on_their_prior_are_marked(page_path: Path) -> None:
    html = page_path.read_text(encoding="utf-8")
    assert "2 of 12 mechanisms rest on their prior" in html
    plot = html[html.index('id="mechanisms"') :]
    wide = plot[: plot.index("</svg>")]
    assert wide.count('class="hollow"') == 2
    assert wide.count('class="dot"') == 10


def test_text_from_data_cannot_become_html(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["title"], manifest["command"] = EVIL, ["contention", EVIL]
    manifest["inputs"][EVIL], manifest["versions"][EVIL] = EVIL, EVIL
    audit = json.loads((copy / "audit.json").read_text(encoding="utf-8"))
    audit["set_aside"][EVIL] = 3
    audit["problems"] = [{"where": EVIL, "code": EVIL, "found": EVIL, "expected": EVIL}]
    sources = {"scenario": [{"what": EVIL, "source": EVIL}, EVIL], "theories": {EVIL: [EVIL]}}
    fit = json.loads((copy / "fit-contagion.json").read_text(encoding="utf-8"))
    fit["title"] = EVIL
    main = json.loads((copy / "fit-political-revolution.json").read_text(encoding="utf-8"))
    for parameter in main["parameters"]:
        parameter.update(name=f"{parameter['name']}{EVIL}", of=EVIL, group=EVIL, unit=EVIL)
        if parameter["block"] == "mechanism":
            parameter["unit"] = "1"
    patterns = json.loads((copy / "patterns-political-revolution.json").read_text(encoding="utf-8"))
    for pattern in patterns["patterns"]:
        pattern["label"] = EVIL
    patterns["waiting"]["definition"] = EVIL
    patterns["waiting"]["risings"][0]["country"] = EVIL
    patterns["waiting"]["stated"][0]["from"] = EVIL
    patterns["sizes"]["panels"][1]["form"] = EVIL
    claims = json.loads((copy / "claims.json").read_text(encoding="utf-8"))
    for claim in claims["claims"]:
        claim.update(dict.fromkeys(("id", "kind", "claim", "method", "reason"), EVIL))
    ranking = json.loads((copy / "ranking.json").read_text(encoding="utf-8"))
    ranking["words"] = [EVIL] * 5
    for name in ("theories", "settings", "blocks", "ablation"):
        for row in ranking[name]:
            row.update({k: EVIL for k, value in row.items() if isinstance(value, str)})
    what_ifs = json.loads((copy / "whatif-political-revolution.json").read_text(encoding="utf-8"))
    what_ifs.update(illustration=EVIL, meanings=EVIL, general_strike=EVIL, theory=EVIL)
    for one in (*what_ifs["what_ifs"], *what_ifs["sweeps"]):
        one["notes"] = [EVIL]
        for lever in one.get("levers", [one.get("lever")]):
            lever.update(name=EVIL, says=EVIL, grounds=EVIL, changes=[EVIL])
        for row in one["effects"]:
            row["label"] = EVIL
    validity = json.loads((copy / "validity.json").read_text(encoding="utf-8"))
    for check in validity["checks"]:
        check.update(check=EVIL, says=EVIL)
    validity["choices"] = [
        {"label": EVIL, "rows": 3, "lost": 1, "flips": 0, "of": EVIL, "largest": 1.2}
    ]
    episodes = json.loads((copy / "episodes-political-revolution.json").read_text(encoding="utf-8"))
    episodes.update(episode=EVIL, says=EVIL, countries={EVIL: [0.0, 0.5, 1.0]})
    events = pl.read_parquet(copy / "record.parquet").with_columns(
        town=pl.lit(EVIL) + pl.col("town"), source=pl.lit(f"https://a.b/{EVIL}")
    )
    events.write_parquet(copy / "record.parquet")
    for name, value in (
        ("manifest", manifest),
        ("audit", audit),
        ("sources", sources),
        ("claims", claims),
        ("ranking", ranking),
        ("whatif-political-revolution", what_ifs),
        ("validity", validity),
        ("episodes-political-revolution", episodes),
        ("fit-contagion", fit),
        ("fit-political-revolution", main),
        ("patterns-political-revolution", patterns),
    ):
        (copy / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    html = write_report(copy).read_text(encoding="utf-8")
    assert "alert(1)" in html
    found = elements(html)
    assert "img" not in {tag for tag, _ in found}
    assert [tag for tag, _ in found].count("script") == 2
    handlers = [name for _, attributes in found for name in attributes if name.startswith("on")]
    assert handlers == []
    assert "<script>alert" not in html


def test_the_same_study_gives_the_same_page(copy: Path, page_path: Path) -> None:
    assert write_report(copy).read_bytes() == page_path.read_bytes()


def test_another_place_can_be_named_and_nothing_else_is_written(
    study: Path, tmp_path: Path
) -> None:
    before = sorted(study.iterdir())
    target = tmp_path / "page.html"
    assert write_report(study, output=target) == target
    assert list(tmp_path.iterdir()) == [target]
    assert sorted(study.iterdir()) == before


def test_a_study_with_less_in_it_still_gives_a_page(copy: Path) -> None:
    for name in ("contagion", "silence"):
        (copy / f"patterns-{name}.json").unlink()
    for name in ("record.parquet", "sources.json", "audit.json"):
        (copy / name).unlink()
    shutil.rmtree(copy / "worlds-political-revolution")
    for name in ("claims", "ranking", "validity", "whatif-political-revolution"):
        (copy / f"{name}.json").unlink()
    for path in [*copy.glob("posterior-*"), *copy.glob("episodes-*")]:
        path.unlink()
    html = write_report(copy).read_text(encoding="utf-8")
    gone = ("claims", "rivals", "what-ifs", "validity", "by-theory")
    left = [s for s in SECTIONS if s not in gone]
    left.insert(left.index("sources"), "theories")
    assert re.findall(r'<section id="([\w-]+)"', html) == left
    assert "not evidence" in html
    assert len(learned(html)) == 1
    assert "holds no events with coordinates" in html
    assert "names no sources" in html
    assert "holds no audit" in html


def test_a_region_without_outlines_gets_a_map_of_its_own(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    (copy / "manifest.json").write_text(json.dumps(manifest | {"study": "elsewhere"}))
    html = write_report(copy).read_text(encoding="utf-8")
    assert "Outlines: countries of today" in html
    assert 'class="land"' in html
    assert html.count('class="jump"') == 4


def test_a_directory_that_is_no_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentionError) as caught:
        write_report(tmp_path)
    assert caught.value.codes == ("U020",)
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ContentionError) as caught:
        write_report(tmp_path)
    assert caught.value.codes == ("U020",)
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.json", "{"),
        ("audit.json", "[]"),
        ("patterns-contagion.json", '{"patterns": []}'),
        ("claims.json", '{"counts": {}}'),
        ("ranking.json", '{"theories": []}'),
        ("whatif-political-revolution.json", "[]"),
        ("validity.json", '{"check": 1}'),
        ("record.parquet", "no parquet"),
        ("worlds-political-revolution/events.parquet", ""),
    ],
)
def test_a_broken_file_is_named(copy: Path, name: str, content: str) -> None:
    (copy / name).write_text(content, encoding="utf-8")
    (copy / "report.html").unlink(missing_ok=True)
    with pytest.raises(ContentionError) as caught:
        write_report(copy)
    (problem,) = caught.value.problems
    assert problem.code == "U021"
    assert problem.where == Path(name).name
    assert not (copy / "report.html").exists()


def test_numbers_are_written_with_the_digits_that_matter() -> None:
    shown = [significant(value) for value in (0, 1234.5, -12.34, 0.456, 0.0321, 7e-6, -0.00012)]
    assert shown == ["0", "1,234", "−12.3", "0.46", "0.03", "7 × 10⁻⁶", "−1 × 10⁻⁴"]
