"""Hand a whole set of arrays to kernels as one address.

Numba passes a tuple of arrays by value, field by field: with two hundred arrays every call
between kernels would copy two thousand numbers, and compiling takes minutes. A handle is the
address of a directory (data address and shape of every array); attribute access in a kernel
reads the directory and yields a plain array without reference counting. The Python object keeps
the arrays alive.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import NamedTuple

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import populate_array
from numba.np.numpy_support import from_dtype

WIDTH = 4  # data address and up to three lengths


class Handle:
    """The address of the arrays of a named tuple, and the arrays themselves.

    Parameters
    ----------
    arrays
        A named tuple of arrays: C-contiguous, writable, of up to three dimensions. Kernels
        compile once for a class and the dtypes and dimensions of its arrays.
    constants
        Whole numbers that kernels read as attributes too, and compile for: one of them more is a
        compilation more.

    Raises
    ------
    TypeError
        If an array is not of this kind.
    """

    def __init__(self, arrays: NamedTuple, **constants: int) -> None:
        self.arrays = arrays
        self.constants = constants
        self._directory = np.zeros((len(arrays), WIDTH), dtype=np.int64)
        for k, (name, array) in enumerate(zip(arrays._fields, arrays, strict=True)):
            sound = array.flags.c_contiguous and array.flags.writeable and array.ndim < WIDTH
            if not sound:
                message = f"{name}: {array.dtype} with {array.ndim} dimensions"
                raise TypeError(message)
            self._directory[k, 0] = array.ctypes.data
            self._directory[k, 1 : 1 + array.ndim] = array.shape
        self.address = self._directory.ctypes.data
        fields = tuple(
            (name, array.dtype.str, array.ndim)
            for name, array in zip(arrays._fields, arrays, strict=True)
        )
        self.type = handle_type(type(arrays).__name__, fields, tuple(sorted(constants.items())))

    def __getstate__(self):
        """Return what a copy, perhaps in another process, is made from: never the address."""
        return self.arrays, self.constants

    def __setstate__(self, state):
        """Take the addresses of the copied arrays."""
        arrays, constants = state
        Handle.__init__(self, arrays, **constants)


class HandleType(types.Type):
    """The type of a handle in kernels: names, dtypes and dimensions of its arrays."""

    def __init__(self, kind, fields, constants):
        self.positions = {name: k for k, (name, _, _) in enumerate(fields)}
        self.arrays = {
            name: types.Array(from_dtype(np.dtype(dtype)), ndim, "C")
            for name, dtype, ndim in fields
        }
        self.constants = dict(constants)
        # The name enters symbols, so it stays short.
        digest = hashlib.sha256(repr((fields, constants)).encode()).hexdigest()
        super().__init__(name=f"Handle({kind}-{digest[:16]})")


@cache
def handle_type(kind, fields, constants):
    """Return the one type of a kind of handle: its arrays (name, dtype, dimensions), constants."""
    return HandleType(kind, fields, constants)


@typeof_impl.register(Handle)
def _typeof(value, _context):
    return value.type


@register_model(HandleType)
class HandleModel(models.PrimitiveModel):
    """A handle is an address."""

    def __init__(self, manager, kind):
        super().__init__(manager, kind, ir.IntType(64))


@unbox(HandleType)
def _unbox(_kind, value, c):
    address = c.pyapi.object_getattr_string(value, "address")
    number = c.pyapi.long_as_longlong(address)
    c.pyapi.decref(address)
    return NativeValue(number)


@infer_getattr
class HandleAttributes(AttributeTemplate):
    """Types of the attributes."""

    key = HandleType

    def generic_resolve(self, kind, name):
        """Return the type of an array or a constant."""
        return types.int64 if name in kind.constants else kind.arrays.get(name)


@lower_getattr_generic(HandleType)
def _getattr(context, builder, kind, value, name):
    word = ir.IntType(64)
    if name in kind.constants:
        return word(int(kind.constants[name]))
    position, array_type = kind.positions[name], kind.arrays[name]
    directory = builder.inttoptr(value, word.as_pointer())
    steady = builder.module.add_metadata([])

    def read(k):
        place = builder.gep(directory, [word(position * WIDTH + k)])
        loaded = builder.load(place)
        loaded.set_metadata("invariant.load", steady)  # directories never change
        return loaded

    array = context.make_array(array_type)(context, builder)
    element = context.get_data_type(array_type.dtype)
    data = builder.inttoptr(read(0), element.as_pointer())
    shape = [read(1 + k) for k in range(array_type.ndim)]
    size = word(context.get_abi_sizeof(element))
    strides = [size]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=size, meminfo=None)
    return array._getvalue()
