"""What an error says and how it says it."""

from __future__ import annotations

import pickle

from contention.foundation.errors import ContentionError, Problem

ONE = Problem("F002", "'pland'", "a record", "study.yaml:3:7", "did you mean poland?")
TWO = Problem("F010", "no room", "room")


def test_a_problem_reads_as_where_found_expected_hint():
    assert str(ONE) == (
        "study.yaml:3:7: F002: found 'pland'\n  expected a record\n  hint: did you mean poland?"
    )


def test_a_problem_without_place_and_hint_leaves_them_out():
    assert str(TWO) == "F010: found no room\n  expected room"


def test_an_error_holds_all_problems_in_order():
    error = ContentionError([ONE, TWO])
    assert tuple(error) == (ONE, TWO)
    assert error.codes == ("F002", "F010")
    assert str(error) == f"{ONE}\n{TWO}"


def test_an_error_may_be_made_of_one_problem():
    assert ContentionError(ONE).problems == (ONE,)


def test_problems_survive_pickling() -> None:
    error = ContentionError(
        [Problem("I001", "none", "some", hint="look"), Problem("I002", "a", "b")]
    )
    again = pickle.loads(pickle.dumps(error))
    assert again.problems == error.problems
    assert str(again) == str(error)
