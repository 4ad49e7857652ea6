"""The decorators of kernels: compiled once, kept between processes, free of Python's lock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from numba import njit  # pyright: ignore[reportUnknownVariableType]

from contention.chance import BELOW
from contention.compiled.caching import cached_by, sources_of

Function = TypeVar("Function", bound=Callable[..., object])

KERNELS = sources_of(Path(__file__).parent / "kernels")
"""What models share; a kernel calls functions of these files, of its own and of `chance`."""


def kernel(function: Function) -> Function:
    """Compile a function with numba when it is first called.

    What it compiled to is kept in a folder named by the hash of the function's own file and of
    the shared kernels. So a kernel may call kernels of its own file, of
    ``contention.individuals.kernels`` and of ``contention.chance.philox``, and no others.

    Parameters
    ----------
    function
        Takes numbers, arrays and tuples of them by position.
    """
    return _compiled(function)


def lean(function: Function) -> Function:
    """Compile as `kernel` does, without counting references to arrays.

    Numba counts them at every hand-over, which in a loop over people takes longer than the loop.
    The function may not make arrays; it works on those that it is given.
    """
    return _compiled(function, _nrt=False)


def inlined(function: Function) -> Function:
    """Compile as `lean` does, into the caller: a hand-over of arrays costs as much as the work."""
    return _compiled(function, _nrt=False, forceinline=True)


def _compiled(function: Function, **options: object) -> Function:
    own = Path(function.__code__.co_filename)  # pyright: ignore[reportFunctionMemberAccess]
    with cached_by(dict.fromkeys((own, *KERNELS, *BELOW))):
        compiled = njit(cache=True, nogil=True, **options)(function)  # pyright: ignore[reportUnknownVariableType, reportArgumentType, reportCallIssue]
    return cast(Function, compiled)
