"""Hand a whole layout of arrays to kernels as one address.

Numba passes a tuple of arrays by value, field by field: with two hundred arrays every call
between kernels would copy two thousand numbers, and compiling takes minutes. A handle is the
address of a directory (data address and shape of every array); attribute access in a kernel
reads the directory and yields a plain array without reference counting. The Python object keeps
the arrays alive.
"""

from __future__ import annotations

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

from . import layout

WIDTH = 4  # data address and up to three lengths


class Handle:
    """The address of the arrays of one layout, and the arrays themselves."""

    def __init__(self, arrays: NamedTuple) -> None:
        fields = FIELDS[type(arrays).__name__]
        self.arrays = arrays
        self.kind = type(arrays).__name__
        self._directory = np.zeros((len(fields), WIDTH), dtype=np.int64)
        for k, (name, code) in enumerate(fields.items()):
            array = getattr(arrays, name)
            dtype = np.int64 if code[0] == "I" else np.float64
            right = array.dtype == dtype and array.ndim == int(code[1])
            if not right or not array.flags.c_contiguous or not array.flags.writeable:
                message = f"{self.kind}.{name}: {array.dtype} with {array.ndim} dimensions"
                raise TypeError(message)
            self._directory[k, 0] = array.ctypes.data
            self._directory[k, 1 : 1 + array.ndim] = array.shape
        self.address = self._directory.ctypes.data


FIELDS: dict[str, dict[str, str]] = {
    kind.__name__: {
        name: getattr(code, "__forward_arg__", code) for name, code in kind.__annotations__.items()
    }
    for kind in (layout.Tables, layout.Values, layout.Recorded, layout.State, layout.Out)
}


class HandleType(types.Type):
    """The type of a handle in kernels."""

    def __init__(self, kind):
        self.kind = kind
        super().__init__(name=f"Handle({kind})")

    def field(self, name):
        """Return the position and array type of a field, or None."""
        fields = FIELDS[self.kind]
        if name not in fields:
            return None
        code = fields[name]
        dtype = types.int64 if code[0] == "I" else types.float64
        return list(fields).index(name), types.Array(dtype, int(code[1]), "C")


@typeof_impl.register(Handle)
def _typeof(value, _context):
    return HandleType(value.kind)


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
        """Return the array type of a field."""
        found = kind.field(name)
        return None if found is None else found[1]


@lower_getattr_generic(HandleType)
def _getattr(context, builder, kind, value, name):
    position, array_type = kind.field(name)
    word = ir.IntType(64)
    directory = builder.inttoptr(value, word.as_pointer())
    steady = builder.module.add_metadata([])

    def read(k):
        place = builder.gep(directory, [word(position * WIDTH + k)])
        loaded = builder.load(place)
        loaded.set_metadata("invariant.load", steady)  # directories never change
        return loaded

    array = context.make_array(array_type)(context, builder)
    data = builder.inttoptr(read(0), context.get_data_type(array_type.dtype).as_pointer())
    shape = [read(1 + k) for k in range(array_type.ndim)]
    strides = [word(8)]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=word(8), meminfo=None)
    return array._getvalue()
