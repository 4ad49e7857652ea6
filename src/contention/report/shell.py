"""The shell of every page: one file with its style, which loads nothing."""

from __future__ import annotations

from importlib.resources import files

from contention.report.html import esc

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
"""What the page may load: nothing, from nowhere."""


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
