"""Settings that all tests share."""

from __future__ import annotations

from hypothesis import settings

# Compiled kernels make the first example slow, and two shared cores make any example slow.
settings.register_profile("contention", deadline=None, derandomize=True)
settings.load_profile("contention")
