"""What a refusal must look like: a code, and a hint on how to mend it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contention.foundation.errors import ContentionError


def codes(call: Callable[[], object]) -> tuple[str, ...]:
    """Return the codes with which a call is refused; every problem must say all it can."""
    with pytest.raises(ContentionError) as caught:
        call()
    for problem in caught.value:
        assert problem.found
        assert problem.expected
        assert problem.hint
    return caught.value.codes
