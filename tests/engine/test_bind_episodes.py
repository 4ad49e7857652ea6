"""Tables of hidden episodes and of acts per country."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from contention.engine import bind
from contention.theory import load
from tests.reference.toy import toy_scenario
from tests.theory.strategies import write

CRISES = Path(__file__).parent / "theories" / "crises.yaml"
RALLY = {
    "by": "workers", "record": {"form": ["rally"]}, "rate": {"base": 0}, "place": {"here": 1},
}  # fmt: skip


def test_tables_of_an_episode() -> None:
    crises = bind(load(CRISES), toy_scenario(3, 3, 40))
    tb, names = crises.tables, crises.names
    first = len(crises.acts) + 1  # one flow, no traits
    assert tb.episode_item.tolist() == [first, first + 1]
    assert tb.term_ptr.size == first + 3
    terms = [
        (crises.signal_names[s] if s >= 0 else "")
        for s in tb.term_signal[tb.term_ptr[first] : tb.term_ptr[first + 1]]
    ]
    assert terms == [t.signal for t in crises.theory.episodes[0].enter]
    values = np.arange(1.0, 1 + len(names))
    coef = crises.coefficients.fill(values)
    onset = [values[names.index(f"onset[{c}]")] for c in crises.scenario.countries]
    np.testing.assert_array_equal(coef[tb.term_ptr[first]], onset)
    inside = crises.inside.fill(values)
    gain = values[names.index("open_crisis")]
    np.testing.assert_array_equal(inside[:, 0], [gain, gain - 0.5, -1.0, 0.0, 0.0])
    slope = np.zeros(len(names))
    crises.inside.add_slope(slope, np.ones_like(inside))
    assert slope[names.index("open_crisis")] == 6.0  # two acts, three countries
    assert slope.sum() == 6.0
    # Acts that differ in constants and in what the crisis adds share a class.
    assert tb.act_class[0] == tb.act_class[1] == tb.act_class[2]
    exponents = [crises.law_exponents.index[k] for k in (tb.act_law[0, 0], tb.act_law_inside[0, 0])]
    assert [names[k] for k in exponents] == ["reach", "crisis_reach"]
    np.testing.assert_array_equal(tb.act_law[1:], tb.act_law_inside[1:])
    assert tb.act_per_country.tolist() == [0, 0, 1, 0, 0]


def test_totals_per_country_are_not_needed_every_day(tmp_path: Path) -> None:
    def always(**sections: Any) -> list[int]:
        theory = {
            "format": 1, "theory": "per", "title": "Per country",
            "signals": {"here": {"of": ["rally"], "reach": "here", "memory": "5 days"}},
            "acts": {"rally": RALLY | sections},
        }  # fmt: skip
        model = bind(load(write(theory, tmp_path / "t.yaml")), toy_scenario(2, 2, 20))
        return model.tables.group_always.tolist()

    assert always() == [1]
    assert always(per="country") == [0]
