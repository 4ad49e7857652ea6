"""Kernels are compiled once, whatever the theory, and cached where that is safe."""

from __future__ import annotations

import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numba.core.dispatcher import Dispatcher

import contention as ct
from contention import engine
from contention.compiled.caching import cache_folder
from contention.engine import Likelihood, Model, bind, kernels, recorded, simulate
from contention.engine.compiling import compile_end_of_walk
from contention.engine.kernels.classes import SUMS
from contention.scenario.model import Covariate
from contention.theory import load
from tests.reference.shorten import shortened
from tests.reference.toy import toy_scenario

THEORIES = Path(__file__).parent / "theories"
SHIPPED = ("political-revolution", "contagion", "silence")
SOURCES = Path(kernels.__file__).parent
FOREIGN = {"contention.chance.philox"}  # cached by its own sources
AHEAD = {
    "draw_day": kernels.walk.draw_day,
    "flows": kernels.flows.flows,
    "take_in": kernels.memories.take_in,
}  # of what the walk calls, what another process compiles


def dispatchers(package: ModuleType) -> dict[str, Dispatcher]:
    """Return the compiled functions that the modules of a package know, by name."""
    modules = [
        importlib.import_module(f"{package.__name__}.{module.name}")
        for module in pkgutil.iter_modules(package.__path__)
    ]
    return {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Dispatcher) and value.__module__ not in FOREIGN
    }


def compiled() -> dict[str, int]:
    """Return the compiled signatures of the kernels that Python calls; they call the others."""
    found = {name: len(kernel.signatures) for name, kernel in dispatchers(engine).items()}
    return {name: number for name, number in found.items() if name not in AHEAD}


def use(model: Model) -> None:
    """Simulate and continue a world, and replay it with and without prepared rows."""
    world = simulate(model, model.start(), worlds=1, seed=4)
    start = date.fromordinal(model.scenario.start.toordinal() + 10)
    simulate(model, model.start(), worlds=1, record=world.events, start=start)
    first = world.events.group_by("act", "country", "date", maintain_order=True).first()
    likelihood = Likelihood(model, first)
    likelihood.value_and_gradient(model.start())
    assert likelihood.prepare(model.start())
    likelihood.value_and_gradient(model.start())
    shape = len(model.scenario.countries), model.scenario.days
    half = Covariate("recorded", "country", np.full(shape, 0.5), "share", "made up", "low")
    recorded(replace(model, scenario=replace(model.scenario, recorded=half)), world.events)


def test_one_compiled_signature_a_kernel() -> None:
    scenario = shortened(ct.load_scenario("eastern-bloc-1953"), date(1956, 10, 1), 45)
    for name in SHIPPED:
        use(bind(ct.load_theory(name), scenario))
    for name in ("everything", "crowded", "crises"):
        use(bind(load(THEORIES / f"{name}.yaml"), toy_scenario(2, 2, 30)))
    use(bind(ct.load_theory("hawkes"), toy_scenario(2, 2, 30)))
    assert {"walk", "placing_rows"} <= compiled().keys()
    assert compiled() == dict.fromkeys(compiled(), 1)


def test_kernels_run_without_the_lock_and_in_strict_arithmetic() -> None:
    loose = {"class_sums", "class_weigh", "class_slopes"}  # sums over days, in the likelihood only
    for name, kernel in dispatchers(kernels).items():
        assert kernel.targetoptions["nogil"], name
        allowed = SUMS if name in loose else False
        assert kernel.targetoptions.get("fastmath", False) == allowed, name


# --- the cache -----------------------------------------------------------------------------------


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the kernels' sources that the cache folder is named by."""
    folder = tmp_path / "kernels"
    shutil.copytree(SOURCES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(kernels, "__file__", str(folder / "__init__.py"))
    return folder


def folder() -> Path:
    return cache_folder(kernels._sources())  # pyright: ignore[reportPrivateUsage]


def folder_name() -> str:
    return folder().name


def test_the_cache_folder_is_named_by_the_sources(copied: Path) -> None:
    name = folder_name()
    (copied / "notes.txt").write_text("no source\n")
    assert folder_name() == name
    for source in sorted(copied.glob("*.py")):
        text = source.read_text(encoding="utf-8")
        source.write_text(text + "\n# changed\n", encoding="utf-8")
        assert folder_name() != name, source.name
        source.write_text(text, encoding="utf-8")
        assert folder_name() == name
    (copied / "more.py").touch()
    assert folder_name() != name


def test_the_cache_folder_is_the_same_for_the_same_sources(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = folder_name()
    monkeypatch.setattr(kernels, "__file__", str(SOURCES / "__init__.py"))
    assert folder_name() == here
    assert copied != SOURCES


def test_the_cache_folder_is_the_user_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "one"))
    assert folder().parent == tmp_path / "one" / ".cache" / "contention"
    monkeypatch.setenv("HOME", str(tmp_path / "other"))
    assert folder().parent == tmp_path / "other" / ".cache" / "contention"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert folder().parent == tmp_path / "cache" / "contention"
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "numba"))
    assert folder().parent == tmp_path / "numba"


def test_every_kernel_is_cached_in_the_same_folder() -> None:
    """Also those of a module that was added later: the package itself imports them all."""
    folders = {
        Path(kernel._cache.cache_path).parent  # pyright: ignore[reportPrivateUsage]
        for kernel in dispatchers(kernels).values()
    }
    assert len(folders) == 1
    assert folders.pop().name == folder_name()


def cache_path(tmp_path: Path, **places: str) -> Path:
    """Return where a fresh Python caches a kernel, with these environment variables."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"HOME", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR"}
    }
    source = Path(ct.__file__).parent.parent
    code = (
        "import numpy as np\n"
        "from contention.engine.kernels.draws import first_reaching as kernel\n"
        "assert kernel(np.ones(2), 0, 2, 0.5) == 0\n"
        "print(kernel._cache.cache_path)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | {"PYTHONPATH": str(source), "TMPDIR": str(tmp_path)} | places,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def test_a_kernel_is_cached_in_the_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    path = cache_path(tmp_path, HOME=str(home))
    assert home / ".cache" / "contention" / folder_name() in path.parents
    assert list(path.glob("*.nbi"))


@pytest.mark.parametrize("variable", ["HOME", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR"])
def test_a_home_that_cannot_be_written_does_no_harm(variable: str, tmp_path: Path) -> None:
    # Nothing can be made below a file, not even by root.
    file = tmp_path / "file"
    file.touch()
    path = cache_path(tmp_path, **{variable: str(file / "below")})
    assert path.is_relative_to(tmp_path)
    # Not beside the sources, where a change would go unnoticed; and it is gone afterwards.
    assert not path.is_relative_to(SOURCES)
    assert not path.exists()
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("name", AHEAD)
def test_what_another_process_compiles_is_what_the_walk_calls(name: str) -> None:
    use(bind(load(THEORIES / "crises.yaml"), toy_scenario(2, 2, 30)))
    compile_end_of_walk()
    folder = Path(AHEAD[name].stats.cache_path)
    assert len(list(folder.glob(f"*.{name}-*.nbc"))) == 1  # a file for each signature
