"""The random words of `contention.chance.philox`, under the name that the kernels know."""

from contention.chance.philox import normal, philox, u32, u53, words

__all__ = ["normal", "philox", "u32", "u53", "words"]
