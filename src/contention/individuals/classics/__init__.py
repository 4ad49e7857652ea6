"""The classics, one file each: ``granovetter-1978`` is ``granovetter_1978.py``.

A file defines ``CLASSIC``, a `contention.individuals.classic.Classic`. Nothing else lists it.
"""
