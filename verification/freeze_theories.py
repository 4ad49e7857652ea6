"""Write the hashes of the shipped theories, before a fit of them is reported.

    python verification/freeze_theories.py            # writes registry.json
    python verification/freeze_theories.py --check    # fails if a file has changed since

The registry is written once the files are final. A fit that is reported names the same hashes,
so that anyone can see that the theories were not changed after looking at it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

HOME = Path(__file__).parent.parent / "src" / "contention" / "catalogue" / "data" / "theories"
NAMES = (
    "shared-block.yaml",
    "political-revolution.yaml",
    "contagion.yaml",
    "silence.yaml",
    "errors-of-leaders.yaml",
    "hidden-crisis.yaml",
    "instigation.yaml",
    "repression-works.yaml",
    "seasonal.yaml",
    "self-reform.yaml",
    "general-block.yaml",
    "contagion-space.yaml",
    "rhythm.yaml",
    "repression-dissent.yaml",
    "default.yaml",
    "mechanisms.csv",
)


def hashes(home: Path) -> dict[str, str]:
    """Return the SHA-256 of each theory file in ``home``, by file name."""
    return {name: hashlib.sha256((home / name).read_bytes()).hexdigest() for name in NAMES}


def main() -> int:
    """Write or check the registry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = bool(parser.parse_args().check)
    registry = HOME / "registry.json"
    found = {"format": 1, "sha256": hashes(HOME)}
    if check:
        same = registry.is_file() and json.loads(registry.read_text(encoding="utf-8")) == found
        print("the theories are as registered" if same else "the theories differ from the registry")
        return 0 if same else 1
    registry.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(f"wrote {registry.name}: {len(NAMES)} files")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
