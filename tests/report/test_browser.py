"""The page in a real browser, without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

OVERLAPS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {
    if (!svg.getClientRects().length) continue;
    const texts = [...svg.querySelectorAll("text:not(.country)")]
      .filter((t) => t.getClientRects().length);
    const boxes = texts.map((t) => t.getBoundingClientRect());
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length; j++) {
        const a = boxes[i], b = boxes[j];
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 5) found.push(texts[i].textContent + " | " + texts[j].textContent);
      }
    }
  }
  return found;
}"""

CUT_OFF = """() => [...document.querySelectorAll("svg text")]
  .filter((t) => t.getClientRects().length)
  .filter((t) => t.getBoundingClientRect().right > innerWidth + 1
                 || t.getBoundingClientRect().left < -1)
  .map((t) => t.textContent)"""


def test_loads_nothing_and_logs_nothing(browser: Browser, page_path: Path) -> None:
    requests: list[str] = []
    trouble: list[str] = []

    def asked(request: Request) -> None:
        requests.append(request.url)

    def logged(message: ConsoleMessage) -> None:
        trouble.append(message.text)

    context = browser.new_context(offline=True)
    page = context.new_page()
    page.on("request", asked)
    page.on("console", logged)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(page_path.as_uri())
    for button in page.locator(".jump").all():
        button.click()
    page.locator("details").first.locator("summary").click()
    page.wait_for_timeout(100)
    context.close()
    assert requests == [page_path.as_uri()]
    assert trouble == []


@pytest.mark.parametrize("width", [360, 390, 600, 760, 1280])
def test_nothing_scrolls_sideways(browser: Browser, page_path: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, offline=True)
    page = context.new_page()
    page.goto(page_path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    seen = page.evaluate("document.documentElement.scrollWidth")
    cut = page.evaluate(CUT_OFF)
    context.close()
    assert seen == width
    assert cut == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_two_labels_of_a_figure_overlap(browser: Browser, page_path: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, offline=True)
    page = context.new_page()
    page.goto(page_path.as_uri())
    found = page.evaluate(OVERLAPS)
    context.close()
    assert found == []


def test_text_on_a_phone_is_large_enough_to_read(phone: Page) -> None:
    smallest = phone.evaluate(
        """() => Math.min(...[...document.querySelectorAll("svg text:not(.country)")]
          .filter((t) => t.getClientRects().length)
          .map((t) => t.getBoundingClientRect().height))"""
    )
    assert smallest >= 11


def test_the_slider_moves_the_map(desktop: Page) -> None:
    def shown() -> int:
        return desktop.locator("g.events circle").count()

    slider, when = desktop.locator("#week"), desktop.locator("#when")
    desktop.get_by_role("button", name="East Germany").click()
    assert "Week of 15 June 1953: 122 town-days" in when.inner_text()
    busy = shown()
    assert busy > 100
    slider.fill("60")
    assert "quiet" in when.inner_text() or "town-day" in when.inner_text()
    assert shown() < busy / 4
    slider.press("ArrowRight")
    assert slider.input_value() == "61"


def test_a_world_can_be_put_in_place_of_the_record(desktop: Page) -> None:
    desktop.get_by_role("button", name="East Germany").click()
    record = desktop.locator("#when").inner_text()
    desktop.locator("input[value=world]").check()
    assert desktop.locator("#when").inner_text() != record


def test_play_runs_and_stops(desktop: Page) -> None:
    slider, play = desktop.locator("#week"), desktop.locator("#play")
    slider.fill("3")
    play.click()
    assert play.inner_text() == "Pause"
    expect(slider).not_to_have_value("3")
    play.click()
    stopped = slider.input_value()
    desktop.wait_for_timeout(300)
    assert slider.input_value() == stopped
    assert play.get_attribute("aria-pressed") == "false"


def test_print_has_still_maps_and_open_parts(desktop: Page) -> None:
    assert not desktop.locator(".stills").is_visible()
    desktop.emulate_media(media="print")
    assert desktop.locator(".stills svg").count() == 4
    assert desktop.locator(".stills").is_visible()
    assert not desktop.locator(".moving").is_visible()
    assert desktop.locator("#sources li").first.is_visible()
    assert desktop.locator(".drawing.wide").first.is_visible()
    assert not desktop.locator(".drawing.narrow").first.is_visible()


def test_without_scripts_the_still_maps_stand_in(browser: Browser, page_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(page_path.as_uri())
    assert page.locator(".stills").is_visible()
    assert not page.locator(".moving").is_visible()
    context.close()


def test_pictures_and_controls_have_names(desktop: Page) -> None:
    nameless = desktop.evaluate(
        """() => [...document.querySelectorAll("svg[role=img]")]
          .filter((s) => (s.getAttribute("aria-label") || "").length < 20).length"""
    )
    assert desktop.locator("svg[role=img]").count() > 10
    assert nameless == 0
    assert desktop.get_by_role("slider", name="Week").count() == 1
    assert desktop.get_by_role("radio").count() == 2
