"""What every mapping of a theory document has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from contention.theory.wording import problem


class Part(BaseModel):
    """A mapping whose keys are all known."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, populate_by_name=False, allow_inf_nan=True
    )


def exactly_one(part: Part, *fields: str) -> None:
    """Raise T009 unless exactly one of some keys is written."""
    written = [name for name in fields if getattr(part, name) is not None]
    if len(written) == 1:
        return
    keys = [type(part).model_fields[name].alias or name for name in fields]
    stated = [type(part).model_fields[name].alias or name for name in written]
    expected = f"exactly one of {', '.join(keys)}"
    if stated:
        raise problem("T009", " and ".join(stated), expected, "keep one", (stated[1],))
    raise problem("T009", f"none of {', '.join(keys)}", expected)
