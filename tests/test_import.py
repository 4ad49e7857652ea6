"""`import contention` is light, and every public name can be loaded."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import contention


def loaded_by(statement: str) -> set[str]:
    """Return the top-level modules that a statement adds to a bare Python."""
    # Files named .pth may load modules before the first statement; they are no part of the import.
    code = (
        f"import sys; before = set(sys.modules); {statement}; "
        "print('\\n'.join(m.partition('.')[0] for m in set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_loads_only_the_standard_library():
    foreign = loaded_by("import contention") - sys.stdlib_module_names
    assert foreign == {"contention"}


def test_the_check_sees_a_foreign_library():
    assert "numpy" in loaded_by("import contention; contention.bind") - sys.stdlib_module_names


@pytest.mark.parametrize("name", contention.__all__)
def test_every_public_name_loads(name: str):
    assert getattr(contention, name) is not None


def test_studies_are_reached_by_their_own_words():
    study = import_module("contention.study")
    assert contention.load_study is study.load
    assert contention.run_study is study.run_study
    assert contention.make_case is study.make_case


def test_python_m_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "contention", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert contention.__version__ in done.stdout


def test_dir_lists_the_public_names():
    assert dir(contention) == sorted(contention.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = contention.nonsense
