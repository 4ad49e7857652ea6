"""The model of the guide: a page, as it says, which runs and gives the known share."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest
from scipy.optimize import brentq

from contention.foundation.errors import ContentionError
from contention.individuals import Model, run

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = DOCS / "examples" / "rumour.py"


@pytest.fixture(scope="module")
def rumour() -> Model:
    spec = importlib.util.spec_from_file_location("rumour", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Numba looks a function's module up by its name.
    sys.modules["rumour"] = module
    spec.loader.exec_module(module)
    return module.RUMOUR


def test_the_guide_shows_the_file() -> None:
    page = (DOCS / "guides" / "new-model.md").read_text(encoding="utf-8")
    assert f"```python\n{EXAMPLE.read_text(encoding='utf-8')}```" in page


def test_a_page_is_enough() -> None:
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) <= 72


def test_a_fifth_never_hears_it(rumour: Model) -> None:
    page = (DOCS / "guides" / "new-model.md").read_text(encoding="utf-8")
    (call,) = re.findall(r"found = (run\(RUMOUR.*\))\n", page)
    found = eval(call, {"run": run, "RUMOUR": rumour})
    share = float(found.data["unaware"][:, -1].mean()) / 50_000
    # Sudbury 1985: the share x solves x = exp(-2 (1 - x)).
    expected = brentq(lambda x: x + 0.0 - 2.718281828459045 ** (-2.0 * (1.0 - x)), 0.01, 0.9)
    assert expected == pytest.approx(0.2032, abs=5e-5)
    assert share == pytest.approx(expected, abs=0.003)
    assert (found.data["tellers"][:, -1] == 0).all()


def test_its_input_is_checked(rumour: Model) -> None:
    with pytest.raises(ContentionError) as caught:
        run(rumour, steps=1, settings={"people": 0})
    assert caught.value.codes == ("P004",)
