"""Settings that all tests share."""

from __future__ import annotations

from hypothesis import settings

from contention.foundation.threads import keep_linear_algebra_to_one_thread

keep_linear_algebra_to_one_thread()

# Compiled kernels make the first example slow, and two shared cores make any example slow.
settings.register_profile("contention", deadline=None, derandomize=True)
settings.load_profile("contention")
