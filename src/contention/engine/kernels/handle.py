"""The handles of the engine: layouts of `layout`, and nothing else."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from contention.compiled.handle import Handle as AnyHandle
from contention.compiled.handle import HandleType, handle_type

from . import layout

FIELDS: dict[str, dict[str, str]] = {
    kind.__name__: {
        name: getattr(code, "__forward_arg__", code) for name, code in kind.__annotations__.items()
    }
    for kind in (layout.Tables, layout.Values, layout.Recorded, layout.State, layout.Out)
}


def type_of(kind: type[NamedTuple]) -> HandleType:
    """Return what the handles of a layout are in kernels."""
    dtypes = {"I": np.dtype(np.int64).str, "F": np.dtype(np.float64).str}
    codes = FIELDS[kind.__name__].items()
    fields = tuple((name, dtypes[code[0]], int(code[1])) for name, code in codes)
    return handle_type(kind.__name__, fields, ())


class Handle(AnyHandle):
    """The address of the arrays of one layout, and the arrays themselves."""

    def __init__(self, arrays: NamedTuple) -> None:
        kind = type(arrays).__name__
        for name, code in FIELDS[kind].items():
            array = getattr(arrays, name)
            dtype = np.int64 if code[0] == "I" else np.float64
            if array.dtype != dtype or array.ndim != int(code[1]):
                message = f"{kind}.{name}: {array.dtype} with {array.ndim} dimensions"
                raise TypeError(message)
        super().__init__(arrays)
