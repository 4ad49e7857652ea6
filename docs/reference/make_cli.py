"""Write docs/reference/cli.md from what ``--help`` prints.

Run it as ``python docs/reference/make_cli.py``.
"""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path

VERBS = (
    *("list", "import", "scenario", "audit", "check", "describe", "explain", "fit", "compare"),
    *("claims", "simulate", "forecast", "score", "whatif"),
    *("validate", "study", "report", "classic"),
)

HEAD = """# Command line

This page is made from what `contention VERB --help` prints, by `python docs/reference/make_cli.py`.

Results go to standard output, progress and problems to standard error. With `--json` a verb
prints one JSON object ([its keys](json.md)) and nothing else on standard output. The exit status
is 0 if all went well, 2 for a mistake that the message explains, and 130 if interrupted.
Shell completion: `contention --install-completion`.
"""


def help_of(*words: str) -> str:
    """Return what a command prints on standard output."""
    from contention.cli.app import run

    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        run([*words, "--help"])
    return shown.getvalue().strip()


def page() -> str:
    """Return the whole page."""
    os.environ["COLUMNS"] = "80"
    parts = [HEAD, f"```text\n$ contention --help\n\n{help_of()}\n```\n"]
    for verb in VERBS:
        parts.append(f"## {verb}\n\n```text\n$ contention {verb} --help\n\n{help_of(verb)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    Path(__file__).with_name("cli.md").write_text(page(), encoding="utf-8")
