"""Draw docs/images/causes.svg: what acts on what in the theory political-revolution.

    python docs/images/make_causes.py

Arrows are mechanisms, named by their parameters; docs/concepts/causes.md lists those that are not
drawn. Dashed boxes describe and explain nothing.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

INK, QUIET, LINE, PAPER = "#1d2433", "#5c6675", "#8a3b12", "#ffffff"
WIDE, HIGH = 190, 58
Box = tuple[int, int, str, str]

# centre x and y, heading, what is in it
BOXES: dict[str, Box] = {
    "abroad": (130, 60, "Unrest abroad", "news, won concessions"),
    "wages": (130, 190, "Real wages", "by country and month"),
    "death": (470, 45, "Stalin's death", "5 March 1953"),
    "shocks": (130, 320, "Twentieth Congress", "February 1956"),
    "people": (470, 190, "The people", "strikes, marches, riots"),
    "arms": (470, 340, "Armed risings", "and crowds that arm"),
    "councils": (470, 480, "Workers' councils", "a second power"),
    "soft": (840, 60, "Concessions", "promises, changes of persons"),
    "force": (840, 190, "Force", "fire, deployments, arrests"),
    "courts": (840, 320, "Courts", "trials, bans, executions"),
    "patron": (840, 450, "The patron", "interventions"),
    "troops": (130, 480, "Soldiers and police", "fraternise, leave"),
    "demands": (840, 560, "What is demanded", "and who takes part"),
}
DASHED: dict[str, Box] = {
    "crisis": (130, 640, "Hidden crisis", "calm or crisis, by country"),
    "levels": (365, 640, "Levels", "constants by act and country"),
    "clusters": (600, 640, "Clusters and sizes", "many places at once, heads"),
    "detection": (835, 640, "Detection", "what sources missed"),
}
# from, to, label, bend (how far the middle lies to the left of the straight line), label shift
ARROWS: tuple[tuple[str, str, str, int, int, int], ...] = (
    ("abroad", "people", "news, example", 0, -20, 14),
    ("wages", "people", "wage_relief", 0, 0, -8),
    ("shocks", "people", "thaw", 0, -14, -4),
    ("people", "people", "spread, local, neighbours, local_gain", 0, 0, -4),
    ("soft", "people", "embolden, betray", 26, 84, -4),
    ("people", "soft", "yield_to, bargain", 26, 48, 16),
    ("force", "people", "deter, harden, quell", 20, 0, 16),
    ("people", "force", "provoke", 20, 0, -6),
    ("abroad", "force", "restrain", -95, 96, 16),
    ("force", "soft", "sweeten", 0, 34, 0),
    ("death", "soft", "heirs", 0, 0, -8),
    ("people", "arms", "spread_arms", 0, 48, 6),
    ("force", "arms", "backfire, self_defence", 0, 60, 20),
    ("arms", "councils", "spread_councils", 0, 58, -10),
    ("councils", "councils", "imitate", 0, 78, 24),
    ("force", "courts", "regroup", 0, 34, 0),
    ("shocks", "courts", "renounce", -40, 150, 4),
    ("arms", "patron", "rescue", 0, 52, 2),
    ("councils", "patron", "rescue", 0, -30, -6),
    ("people", "troops", "open_troops, open_police", 0, -14, 46),
    ("councils", "demands", "dual_power", 0, -20, 14),
)


def box(spec: Box, *, dashed: bool) -> str:
    """Return one box with its two lines."""
    x, y, head, body = spec
    stroke = f'stroke="{QUIET}" stroke-dasharray="5 4"' if dashed else f'stroke="{INK}"'
    return (
        f'<rect x="{x - WIDE // 2}" y="{y - HIGH // 2}" width="{WIDE}" height="{HIGH}" rx="8" '
        f'fill="{PAPER}" {stroke} stroke-width="1.4"/>'
        f'<text x="{x}" y="{y - 4}" class="head">{escape(head)}</text>'
        f'<text x="{x}" y="{y + 15}" class="body">{escape(body)}</text>'
    )


def edge_of(spec: Box, dx: float, dy: float) -> tuple[float, float]:
    """Return where a ray from the centre of a box leaves it."""
    x, y, _, _ = spec
    reach = min(
        (WIDE / 2 + 5) / abs(dx) if dx else float("inf"),
        (HIGH / 2 + 5) / abs(dy) if dy else float("inf"),
    )
    return x + dx * reach, y + dy * reach


def arrow(first: str, then: str, label: str, bend: int, right: int, down: int) -> str:
    """Return one arrow with its label."""
    a, b = BOXES[first], BOXES[then]
    if first == then:  # a loop over the box
        x, y = a[0], a[1] - HIGH // 2
        path = f"M{x - 40},{y - 3} C{x - 62},{y - 46} {x + 62},{y - 46} {x + 40},{y - 5}"
        at = (x + right, y - 42 + down)
    else:
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = (dx * dx + dy * dy) ** 0.5
        mx = (a[0] + b[0]) / 2 + bend * dy / length * 2
        my = (a[1] + b[1]) / 2 - bend * dx / length * 2
        start, end = edge_of(a, mx - a[0], my - a[1]), edge_of(b, mx - b[0], my - b[1])
        path = f"M{start[0]:.0f},{start[1]:.0f} Q{mx:.0f},{my:.0f} {end[0]:.0f},{end[1]:.0f}"
        at = ((start[0] + end[0] + 2 * mx) / 4 + right, (start[1] + end[1] + 2 * my) / 4 + down)
    return (
        f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="1.3" '
        f'marker-end="url(#tip)"/>'
        f'<text x="{at[0]:.0f}" y="{at[1]:.0f}" class="arrow">{escape(label)}</text>'
    )


def main() -> None:
    """Write the picture."""
    style = (
        "text{font-family:system-ui,sans-serif;text-anchor:middle;fill:" + INK + "}"
        ".head{font-size:14px;font-weight:600}.body{font-size:11.5px;fill:" + QUIET + "}"
        ".arrow{font-size:11px;font-family:ui-monospace,monospace;fill:" + LINE + ";"
        "paint-order:stroke;stroke:" + PAPER + ";stroke-width:4px}"
    )
    tip = (
        '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        f'orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="{LINE}"/></marker>'
    )
    parts = [arrow(*one) for one in ARROWS]
    parts += [box(one, dashed=False) for one in BOXES.values()]
    parts += [box(one, dashed=True) for one in DASHED.values()]
    body = "\n".join(parts)
    Path(__file__).with_name("causes.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 970 690" role="img" '
        'aria-label="What acts on what in the theory political-revolution">'
        f"<style>{style}</style><defs>{tip}</defs>"
        f'<rect width="970" height="690" fill="{PAPER}"/>\n{body}\n</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
