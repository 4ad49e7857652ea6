"""The whole page, written at once beside the files it was made from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from contention.report.against import against
from contention.report.closing import how_made, set_aside, theories
from contention.report.compared import pattern_table
from contention.report.crises import crises
from contention.report.files import StudyFiles, read_study
from contention.report.forest import forest
from contention.report.histories import histories
from contention.report.html import folded, para, section
from contention.report.imagined import imagined
from contention.report.maps import event_map
from contention.report.moments import read_setting
from contention.report.opening import opening
from contention.report.rivals import rivals
from contention.report.shell import document
from contention.report.sizes import size_panels
from contention.report.sources import sources
from contention.report.timeline import by_theory, timeline
from contention.report.trust import trust
from contention.report.verdicts import verdicts
from contention.report.waiting import waiting_times
from contention.store import write_text


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
    parts = _sections(study)
    head = opening(study, [(name, title) for name, title, _ in parts])
    body = "\n".join([head, *(section(*part) for part in parts)])
    return document(f"{study.name}: a study with contention", body)


def _sections(study: StudyFiles) -> list[tuple[str, str, str]]:
    """Return name, title and body of every section: what was learned first."""
    main, weeks, setting = study.main, study.weeks, read_setting(study)
    found: list[tuple[str, str, str]] = []
    if study.claims:
        found.append(("claims", "What the record says of each claim", verdicts(study.claims)))
    if study.ranking:
        found.append(("rivals", "Rival theories of the same events", rivals(study.ranking)))
    if study.what_ifs:
        found.append(("what-ifs", "What if?", imagined(study.what_ifs)))
    if study.validity:
        found.append(("validity", "How far to trust this", trust(study.validity)))
    bloc = [
        timeline(main, weeks, setting.timeline),
        crises(main.episodes) if main.episodes else "",
        histories(main, weeks),
    ]
    found.append(("timeline", "Through time", "".join(bloc)))
    if len(study.theories) > 1:
        series = [theory.patterns["series"]["weeks"] for theory in study.theories]
        mondays = [[date.fromisoformat(week) for week in own] for own in series]
        found.append(
            ("by-theory", "The same record under each theory", by_theory(study.theories, mondays))
        )
    patterns = against(study.theories) + folded(
        f"Every pattern of {main.name}", pattern_table(main)
    )
    return [
        *found,
        ("patterns", "Patterns: worlds against the record", patterns),
        ("map", "Where it happened", event_map(study, setting)),
        ("sizes", "How many came", _sizes_say() + size_panels(main)),
        ("mechanisms", "What moves people, as fitted", forest(main)),
        ("waiting", "Waiting times between the great risings", waiting_times(main, setting)),
        ("set-aside", "What was set aside, and why", set_aside(study)),
        # A ranking says more, and says it better.
        *(() if study.ranking else (("theories", "Theories side by side", theories(study)),)),
        ("sources", "Every source", sources(study)),
        ("made", "How this page was made", how_made(study)),
    ]


def _sizes_say() -> str:
    return para(
        "Only sizes that the record states are compared, and simulated sizes are weighted by how "
        "often the record states one for their form. Forms to which the theory gives no size are "
        "left out."
    )
