"""Run the worked examples and write their pages.

From the root of the source, in an environment with contention::

    python docs/examples/make_pages.py             # all, some two minutes on two cores
    python docs/examples/make_pages.py usa_2020    # one of them

A source is a Python file in cells, as notebooks of plain text have them: ``# %%`` begins code and
``# %% [markdown]`` prose. Code is run in order. What a cell prints stands below it on the page,
with the pictures it draws. In prose ``{{value:.2f}}`` becomes a number that the code has made, so
that no number is typed in.
"""

from __future__ import annotations

import io
import os
import re
import sys
from contextlib import redirect_stdout
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = ("eastern_bloc_1953", "germany_2014", "usa_2020")

CELL = re.compile(r"^# %%(.*)\n", re.MULTILINE)
FILLED = re.compile(r"\{\{(.+?)\}\}")


def cells(source: str) -> list[tuple[str, str]]:
    """Return kind (``prose`` or ``code``) and text of every cell."""
    _, *parts = CELL.split(source)
    found: list[tuple[str, str]] = []
    for mark, text in zip(parts[::2], parts[1::2], strict=True):
        if "markdown" in mark:
            lines = [line.removeprefix("#").removeprefix(" ") for line in text.splitlines()]
            found.append(("prose", unwrapped("\n".join(lines).strip())))
        else:
            found.append(("code", text.strip()))
    return found


def unwrapped(text: str) -> str:
    """Return prose with one line a paragraph and a point of a list."""
    return re.sub(r"(?<!\n)\n *(?!\n|#|- )", " ", text)


def head(name: str) -> str:
    """Return how a page was made."""
    return (
        f"*This page is what [{name}.py]({name}.py) printed and drew: every number in it, those of "
        "the prose too, was computed. To make it again: "
        f"`python docs/examples/make_pages.py {name}`; seeds are fixed.*"
    )


def page(name: str) -> str:
    """Run a source and return its page."""
    import showing

    space: dict[str, object] = {"__name__": name}

    def fill(match: re.Match[str]) -> str:
        return str(eval(f"f'''{{{match[1]}}}'''", space))

    parts: list[str] = []
    source = (HERE / f"{name}.py").read_text(encoding="utf-8")
    for number, (kind, text) in enumerate(cells(source)):
        if kind == "prose":
            parts.append(FILLED.sub(fill, text))
            if number == 0:
                parts.append(head(name))
            continue
        printed = io.StringIO()
        showing.drawn.clear()
        with redirect_stdout(printed):
            exec(compile(text, f"{name}, cell {number}", "exec"), space)
        parts.append(f"```python\n{text}\n```")
        if printed.getvalue().strip():
            parts.append(f"```text\n{printed.getvalue().rstrip()}\n```")
        for picture, caption in showing.drawn:
            parts.append(f"![{caption}](images/{picture}.svg)\n\n*{caption}*")
    return "\n\n".join(parts) + "\n"


def main(names: list[str]) -> None:
    """Write the pages."""
    for name in names or SOURCES:
        target = HERE / f"{name.replace('_', '-')}.md"
        target.write_text(page(name), encoding="utf-8")
        print(target.name)


if __name__ == "__main__":
    # Threads of linear algebra would wait on the cores that fits and worlds use.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main(sys.argv[1:])
