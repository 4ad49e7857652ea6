"""Take the picture of the README: the timeline of a study's report, in Debian's Chromium.

Run it as ``python docs/images/make_timeline.py results/eastern-bloc-1953`` in an environment with
the ``test`` extra.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright


def take(study: Path, target: Path) -> None:
    """Write the timeline with its legend as a PNG of 920 px."""
    with sync_playwright() as program:
        browser = program.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 960, "height": 900})
        page.goto((study / "report.html").resolve().as_uri())
        # Up to the first figure: the fan. The single worlds below it stay out.
        box = page.locator("#timeline figure").nth(0).bounding_box()
        head = page.locator("#timeline .legend").bounding_box()
        assert box is not None
        assert head is not None
        clip = {
            "x": box["x"] - 10,
            "y": head["y"] - 10,
            "width": box["width"] + 20,
            "height": box["y"] + box["height"] - head["y"] + 20,
        }
        page.screenshot(path=target, clip=clip, full_page=True)
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(__file__).with_name("timeline.png"))
