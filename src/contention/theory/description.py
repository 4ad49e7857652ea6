"""A theory as text a person reads, within 80 columns, and the same as HTML for notebooks."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from contention.theory.equations import NBSP, Equations, parameter_text, prior_text
from contention.theory.model import (
    Act,
    Claim,
    Episode,
    Lever,
    LeverStep,
    Move,
    Parameter,
    Signal,
    Theory,
)

WIDTH = 80


@dataclass(frozen=True)
class Block:
    """One entry of a section: its name, words about it, and its equations."""

    name: str
    words: list[str] = field(default_factory=list[str])
    lines: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class Chapter:
    """A section of the description."""

    title: str
    blocks: list[Block]
    words: str = ""

    @property
    def spaced(self) -> bool:
        """Whether its blocks are more than a line each, and stand apart."""
        return any(block.words or block.lines for block in self.blocks)


def describe(theory: Theory) -> str:
    """Return a theory as readable text with its equations, within 80 columns.

    Parameters
    ----------
    theory
        A resolved theory.

    Returns
    -------
    str
        Text with equations in unicode, ending in a newline. ``c`` is a country, ``t`` a day.
    """
    lines = [*_fill(theory.title, ""), "═" * min(WIDTH, len(theory.title))]
    lines += _fill(_identity(theory), "")
    for words in _opening(theory):
        lines += ["", *_fill(words, "")]
    for chapter in _chapters(theory):
        lines += ["", chapter.title, "─" * len(chapter.title)]
        lines += _fill(chapter.words, "") if chapter.words else []
        for index, block in enumerate(chapter.blocks):
            lines += [""] if chapter.spaced and (index or chapter.words) else []
            lines += _fill(block.name, "")
            for words in block.words:
                lines += _fill(words, "  ")
            for line in block.lines:
                lines += _fill(line, "    ", hang="      ")
    return "\n".join(lines) + "\n"


def describe_html(theory: Theory) -> str:
    """Return the description of a theory as an HTML fragment.

    Parameters
    ----------
    theory
        A resolved theory.

    Returns
    -------
    str
        Headings, folded sections and equations; everything from the document is escaped.
    """
    parts = ['<div class="contention-theory">', f"<h3>{escape(theory.title)}</h3>"]
    parts += [f"<p><small>{escape(_identity(theory))}</small></p>"]
    parts += [f"<p>{escape(words)}</p>" for words in _opening(theory)]
    for chapter in _chapters(theory):
        parts.append(f"<details><summary><b>{escape(chapter.title)}</b></summary>")
        parts += [f"<p>{escape(chapter.words)}</p>"] if chapter.words else []
        for block in chapter.blocks:
            parts.append(f"<p><b>{escape(block.name)}</b></p>")
            parts += [f"<p>{escape(words)}</p>" for words in block.words]
            formulas = "\n".join(escape(line) for line in block.lines)
            parts += [f"<pre style='white-space: pre-wrap'>{formulas}</pre>"] if formulas else []
        parts.append("</details>")
    return "\n".join([*parts, "</div>"])


def _fill(text: str, indent: str, *, hang: str = "") -> list[str]:
    lines = textwrap.wrap(
        # Only spaces break a line: the no-break space of a term is no space to the wrapper.
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=hang or indent,
        break_on_hyphens=False,
    )
    return [line.replace(NBSP, " ") for line in lines]


def _identity(theory: Theory) -> str:
    counts = [
        f"{len(items)} {noun}{'' if len(items) == 1 else 's'}"
        for noun, items in (
            ("act", theory.acts),
            ("signal", theory.signals),
            ("stock", theory.stocks),
            ("episode", theory.episodes),
            ("parameter", theory.parameters),
        )
        if items or noun != "episode"
    ]
    return f"{theory.name}: {', '.join(counts)}; digest {theory.digest[:12]}"


def _opening(theory: Theory) -> Iterator[str]:
    if theory.says:
        yield " ".join(theory.says.split())
    if theory.cites:
        yield "Sources: " + ", ".join(theory.cites)
    yield "Phases of a day: " + ", then ".join(theory.phases)


def _chapters(theory: Theory) -> Iterator[Chapter]:
    equations = Equations(theory)
    for block, title in (("mechanism", "Parameters"), ("shared", "Parameters of the shared block")):
        blocks = list(_parameters(theory, block))
        if blocks:
            lognormal = any("LogNormal" in found.name for found in blocks)
            yield Chapter(title, blocks, _LEGEND if lognormal else "")
    if theory.signals:
        blocks = [_signal(signal, equations) for signal in theory.signals]
        yield Chapter("Signals", blocks, "What is perceived in a country, or at a place, on day t.")
    if theory.stocks:
        yield Chapter("Stocks", [Block(_stock(theory, i)) for i in range(len(theory.stocks))])
    if theory.episodes:
        blocks = [_episode(episode, equations) for episode in theory.episodes]
        yield Chapter("Episodes", blocks, _HIDDEN)
    yield Chapter("Acts", [_act(act, equations) for act in theory.acts])
    if theory.shocks:
        words = [
            Block(
                f"G ~ Gamma with mean 1 and shape {equations.number(shock.shape)}, "
                f"for {', '.join(shock.of)}"
            )
            for shock in theory.shocks
        ]
        yield Chapter("Shared shocks", words, "One draw for each country and day.")
    if theory.traits:
        yield Chapter(
            "Traits",
            [
                Block(
                    f"{trait.name}: {trait.value} among the {_COLUMNS[trait.column]} of "
                    f"{', '.join(trait.of)}",
                    [trait.says] if trait.says else [],
                    [equations.trait(trait)],
                )
                for trait in theory.traits
            ],
        )
    if theory.flows:
        yield Chapter(
            "Flows",
            [
                Block(
                    f"{flow.name}: {flow.source} → {flow.target}, "
                    f"{'random' if flow.random else 'expected'} heads",
                    [flow.says] if flow.says else [],
                    [equations.flow(flow)],
                )
                for flow in theory.flows
            ],
            "Rates r are per head and day.",
        )
    if theory.levers:
        yield Chapter("Levers", [_lever(lever) for lever in theory.levers])
    if theory.claims:
        yield Chapter("Claims", [_claim(claim) for claim in theory.claims])


_LEGEND = "LogNormal takes the mean and sd of the logarithm."
_HIDDEN = (
    "A hidden state of each country: calm on the eve of the calendar, at most one move a day, at "
    "its start. The name counts 1 in the rate of an act while the country is in it, else 0."
)
_COLUMNS = {"actor": "actors", "demands": "demands"}


def _parameters(theory: Theory, block: str) -> Iterator[Block]:
    deviations: dict[str, list[Parameter]] = {}
    for parameter in theory.parameters:
        parent, mark, _ = parameter.name.partition("@")
        if mark:
            deviations.setdefault(parent, []).append(parameter)
    for parameter in theory.parameters:
        if parameter.block != block or "@" in parameter.name:
            continue
        words = [w for w in (theory.labels.get(parameter.name, ""), parameter.of) if w]
        own = deviations.get(parameter.name, [])
        if own:
            names = ", ".join(p.name.partition("@")[2] for p in own)
            words.append(f"plus {parameter.name}@act ~ {prior_text(own[0].prior)}: {names}")
        if parameter.cites:
            words.append("sources: " + ", ".join(parameter.cites))
        yield Block(parameter_text(parameter), words)


def _signal(signal: Signal, equations: Equations) -> Block:
    first, *rest = equations.signal(signal)
    return Block(first, [signal.says] if signal.says else [], rest)


def _stock(theory: Theory, index: int) -> str:
    stock = theory.stocks[index]
    says = f": {stock.says}" if stock.says else ""
    if stock.unit != "person":
        return f"{stock.name}, units ({stock.unit}), starts empty{says}"
    if stock.stratum:
        return f"{stock.name}, heads, starts with the stratum {stock.stratum}{says}"
    of = f" of {stock.of}" if stock.of else ""
    return f"{stock.name}, heads{of}, starts empty{says}"


def _episode(episode: Episode, equations: Equations) -> Block:
    says = [episode.says] if episode.says else []
    return Block(episode.name, says, equations.episode_lines(episode))


def _act(act: Act, equations: Equations) -> Block:
    words = [act.says] if act.says else []
    words.append(_record(act))
    lines = equations.act(act)
    if act.size is not None:
        size = act.size
        cap = f", at most {size.at_most}" if size.at_most else ""
        lines.append(
            f"size ~ lognormal, median {equations.number(size.median)}, "
            f"spread {equations.number(size.spread)}{cap}; "
            f"{equations.number(size.missing)} where a record states none"
        )
    lines += [_move(move, equations) for move in act.moves]
    at = "at places" if act.level == "place" else "in the country as a whole"
    return Block(f"{act.name}: by {act.by}, phase {act.phase}, {at}", words, lines)


def _record(act: Act) -> str:
    record = act.record
    parts = ["rows of form " + " or ".join(record.form)]
    parts += ["actor " + " or ".join(record.actor)] if record.actor else []
    parts += ["not actor " + " or ".join(record.not_actor)] if record.not_actor else []
    parts += ["demands " + " or ".join(record.demands)] if record.demands else []
    return ", ".join(parts)


def _move(move: Move, equations: Equations) -> str:
    share = equations.number(move.share)
    if move.per == "act":
        amount = share
    else:
        amount = "its size" if move.share == 1 else f"{share} of its size"
    return f"moves {amount}: {move.source or 'nothing'} → {move.target or 'nothing'}"


def _lever(lever: Lever) -> Block:
    words = [lever.says] if lever.says else []
    words += [f"grounds: {lever.grounds}"] if lever.grounds else []
    words += ["sources: " + ", ".join(lever.cites)] if lever.cites else []
    return Block(lever.name, words, list(lever_lines(lever)))


def lever_lines(lever: Lever) -> tuple[str, ...]:
    """Return what a lever changes and by how much, a line a change."""
    # Steps that differ in the country only share a line.
    countries: dict[str, list[str]] = {}
    for step in lever.steps:
        countries.setdefault(_step(step), []).append(step.country)
    return tuple(
        text + (f", in {', '.join(named)}" if (named := [c for c in found if c]) else "")
        for text, found in countries.items()
    )


def _step(step: LeverStep) -> str:
    value = f"{step.value:g}".replace("-", "−")
    text = {
        "multiply": f"rate of {step.target} × {value}",
        "forbid": f"no {step.target}",
        "set": f"{step.target} = {value}",
        "add": f"{step.target} happens on {step.start}",
        "shock": f"dated shock {step.target} × {value}",
    }[step.do]
    if step.do == "add":
        return text
    text += f", from {step.start}" if step.start else ""
    return text + (f", until {step.stop}" if step.stop else "")


def _claim(claim: Claim) -> Block:
    measured = claim.text("quantity")
    if claim.several("of"):
        measured += f" of {', '.join(claim.several('of'))}"
    if claim.kind == "sign":
        test = f"{claim.text('parameter')} {'> 0' if claim.text('is') == 'positive' else '< 0'}"
    elif claim.kind == "contrast":
        test = f"{claim.text('greater')} > {claim.text('lesser')}"
    elif claim.kind == "effect":
        verb = "raises" if claim.text("is") == "positive" else "lowers"
        test = f"{claim.text('lever')} {verb} {claim.text('quantity')}"
    elif claim.kind == "restricted":
        test = f"worse without {', '.join(claim.several('without'))}"
    elif claim.kind == "forecast":
        test = f"from {claim.text('from')} on worse foretold without "
        test += ", ".join(claim.several("without"))
    else:
        bounds = (claim.number("at_least"), claim.number("at_most"))
        low = "" if bounds[0] is None else f"{bounds[0]:g} ≤ "
        high = "" if bounds[1] is None else f" ≤ {bounds[1]:g}"
        test = f"{low}{measured}{high}"
    return Block(claim.name, [claim.says] if claim.says else [], [test.replace("-", "−")])
