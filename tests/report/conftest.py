"""A made-up study, its page, and a browser to look at it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from contention.record import Record, load
from contention.report import write_report
from tests.report.fake_study import write_fake_study


@pytest.fixture(scope="session")
def record() -> Record:
    shipped = files("contention.catalogue") / "data" / "records" / "eastern-bloc-1953.csv"
    return load(Path(str(shipped)))


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory, record: Record) -> Path:
    """A finished study directory with fake worlds and a fake fit. Tests must not change it."""
    return write_fake_study(tmp_path_factory.mktemp("study") / "eastern-bloc-1953", record)


@pytest.fixture(scope="session")
def page_path(study: Path) -> Path:
    return write_report(study)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("the report is tested in Chromium: apt-get install chromium")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def desktop(browser: Browser, page_path: Path) -> Iterator[Page]:
    yield from _open(browser, page_path, 1280)


@pytest.fixture
def phone(browser: Browser, page_path: Path) -> Iterator[Page]:
    yield from _open(browser, page_path, 390)


def _open(browser: Browser, page_path: Path, width: int) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    page.goto(page_path.as_uri())
    yield page
    context.close()
