"""Benchmarks of speed and memory: ``python -m benchmarks`` prints a table.

Each file measures one thing and returns rows. Run them from the root of the repository, on a
machine with nothing else to do.
"""
