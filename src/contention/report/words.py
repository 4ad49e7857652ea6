"""Numbers and dates as people read them."""

from __future__ import annotations

from datetime import date

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""English names, whatever the locale."""


RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Digits of powers of ten."""


def number(value: float | None) -> str:
    """Return a number with the digits that matter: thousands parted, one decimal below ten."""
    if value is None:
        return "–"
    sign = "−" if value < 0 else ""
    size = abs(value)
    return f"{sign}{size:,.0f}" if size >= 10 else f"{sign}{size:.1f}".removesuffix(".0")


def coefficient(value: float, *, decimals: int = 2) -> str:
    """Return a number with its sign, as coefficients are read."""
    rounded = round(value, decimals) + 0.0
    return f"{rounded:+.{decimals}f}".replace("-", "−") if rounded else f"{0:.{decimals}f}"


def parameter(value: float) -> str:
    """Return a fitted parameter with three digits that matter."""
    return f"{value:,.3g}".replace("-", "−") if abs(value) < 1000 else number(value)


def significant(value: float) -> str:
    """Return a number of any size with the digits that matter, and a true minus sign."""
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 100:
        text = f"{size:,.0f}"
    elif size >= 10:
        text = f"{size:.1f}"
    elif size >= 0.095:
        text = f"{size:.2f}"
    elif size >= 0.001:
        text = f"{size:.1g}"
    else:
        digit, _, power = f"{size:.0e}".partition("e")
        text = f"{digit} × 10{str(int(power)).translate(RAISED)}"
    return f"−{text}" if value < 0 else text


def per_hundred(share: float) -> str:
    """Return a share as per cent with its sign, in whole numbers."""
    return f"{100 * share:.0f}%"


def count(value: int, one: str, many: str = "") -> str:
    """Return a count with its noun."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def per_cent(share: float) -> str:
    """Return a share as per cent, without false precision at the ends."""
    value = 100 * share
    if value == 0:
        return "none"
    if 0 < value < 1:
        return "under 1 per cent"
    if 99 < value < 100:
        return "over 99 per cent"
    return f"{value:.0f} per cent"


def day(when: date) -> str:
    """Return a date such as 17 June 1953."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def short_size(value: float) -> str:
    """Return a size as 300, 3k or 1m."""
    for bound, letter in ((1e6, "m"), (1e3, "k")):
        if value >= bound:
            return f"{value / bound:.0f}{letter}"
    return f"{value:.0f}"


def listed(items: list[str]) -> str:
    """Return items as a list in a sentence."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def form_name(form: str) -> str:
    """Return a form of the vocabulary as words."""
    plural = {
        "strike": "strikes",
        "general_strike": "general strikes",
        "demonstration": "demonstrations",
        "meeting": "meetings",
        "riot": "riots",
        "armed_uprising": "armed risings",
        "council_formed": "councils founded",
        "demand_statement": "statements of demands",
        "": "all forms",
    }
    return plural.get(form, form.replace("_", " "))
