"""The whole page, written at once beside the files it was made from."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

from contention.report.closing import how_made, set_aside, theories
from contention.report.compared import pattern_table
from contention.report.files import StudyFiles, read_study
from contention.report.forest import forest
from contention.report.histories import histories
from contention.report.html import esc, para, section
from contention.report.maps import event_map
from contention.report.moments import read_setting
from contention.report.opening import opening
from contention.report.sizes import size_panels
from contention.report.sources import sources
from contention.report.timeline import by_theory, timeline
from contention.report.waiting import waiting_times
from contention.store import write_text

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
"""What the page may load: nothing, from nowhere."""


def write_report(directory: str | Path, *, output: str | Path | None = None) -> Path:
    """Write the report of a study as one self-contained page.

    Parameters
    ----------
    directory
        A directory that ``contention study`` wrote. Only its files are read.
    output
        Where to write; ``report.html`` in the directory if not given.

    Returns
    -------
    Path
        The page. It is written whole or not at all.

    Raises
    ------
    ContentionError
        U020: the directory holds no study. U021: a file of it cannot be understood. F010 to
        F013: the page cannot be written.
    """
    study = read_study(Path(directory))
    target = Path(directory) / "report.html" if output is None else Path(output)
    return write_text(target, render(study))


def render(study: StudyFiles) -> str:
    """Return the page of a study as HTML."""
    body = f"{opening(study)}\n" + "\n".join(_sections(study))
    return document(f"{study.name}: a study with contention", body)


def document(title: str, body: str) -> str:
    """Return a self-contained page with the style of all pages; ``body`` is HTML."""
    style = (files("contention.report") / "assets" / "style.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{esc(title)}</title>"
        f"<style>{style}</style></head>\n<body><main>\n{body}\n</main></body></html>\n"
    )


def _sections(study: StudyFiles) -> list[str]:
    main, weeks, setting = study.main, study.weeks, read_setting(study)
    found = [
        section(
            "timeline",
            "The bloc through time",
            timeline(main, weeks, setting.timeline),
            histories(main, weeks),
        ),
    ]
    if len(study.theories) > 1:
        series = [theory.patterns["series"]["weeks"] for theory in study.theories]
        mondays = [[date.fromisoformat(week) for week in own] for own in series]
        found.append(
            section(
                "by-theory", "The same record under each theory", by_theory(study.theories, mondays)
            )
        )
    return [
        *found,
        section("map", "Where it happened", event_map(study, setting)),
        section(
            "sizes",
            "How many came",
            para(
                "Only sizes that the record states are compared, and simulated sizes are "
                "weighted by how often the record states one for their form. Forms to which the "
                "theory gives no size are left out."
            ),
            size_panels(main),
        ),
        section("mechanisms", "What moves people, as fitted", forest(main)),
        section("waiting", "Waiting times between the great risings", waiting_times(main, setting)),
        section("patterns", "Patterns: worlds against the record", pattern_table(main)),
        section("set-aside", "What was set aside, and why", set_aside(study)),
        section("theories", "Theories side by side", theories(study)),
        section("sources", "Every source", sources(study)),
        section("made", "How this page was made", how_made(study)),
    ]
