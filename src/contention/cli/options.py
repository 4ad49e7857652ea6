"""The options that several verbs share, in one wording."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="DIR", help="Folder for the results."),
]
Seed = Annotated[
    int, typer.Option("--seed", metavar="N", help="Seed of all randomness, 0 to 4294967295.")
]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on stdout and nothing else there.")
]
OptionalCase = Annotated[
    str | None,
    typer.Argument(metavar="CASE", help="Scenario and record of one name in the catalogue."),
]
Scenario = Annotated[
    str | None,
    typer.Option("--scenario", metavar="NAME|FILE", help="Scenario, if not that of CASE."),
]
Record = Annotated[
    str | None, typer.Option("--record", metavar="NAME|FILE", help="Record, if not that of CASE.")
]
Theory = Annotated[
    str, typer.Option("--theory", metavar="NAME|FILE", help="Theory: a name or a file.")
]
OptionalTheory = Annotated[
    str | None,
    typer.Option(
        "--theory",
        metavar="NAME|FILE",
        help="Theory: a name or a file; if not given, one that the case can be fitted with.",
    ),
]
Threads = Annotated[
    int, typer.Option("--threads", metavar="N", help="Cores to work on; 0 takes all.")
]
Pool = Annotated[
    bool,
    typer.Option(
        "--pool/--no-pool",
        help="Pool the theory with recent levels in learnt shares, or leave it alone.",
    ),
]
