"""Hashes agree with published ones, and a manifest gives no machine or folder away."""

from __future__ import annotations

import json
import platform
from pathlib import Path

import numpy

import contention
from contention.foundation.provenance import (
    hash_bytes,
    hash_file,
    hash_files,
    library_versions,
    make_manifest,
)

# FIPS 180-2, appendix B.1.
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_hash_of_the_published_example(tmp_path: Path):
    (tmp_path / "abc").write_bytes(b"abc")
    assert hash_bytes(b"abc") == ABC
    assert hash_file(tmp_path / "abc") == ABC
    assert hash_files({"input": tmp_path / "abc"}) == {"input": ABC}


def test_hash_of_a_file_longer_than_a_block(tmp_path: Path):
    data = bytes(range(256)) * 10_000
    (tmp_path / "long").write_bytes(data)
    assert hash_file(tmp_path / "long") == hash_bytes(data)


def test_versions_are_those_that_are_loaded():
    versions = library_versions()
    assert versions["numpy"] == numpy.__version__
    assert versions["contention"] == contention.__version__
    assert "not installed" not in versions.values()


def test_a_manifest_names_no_machine_and_no_folder(tmp_path: Path):
    manifest = make_manifest(
        [str(tmp_path / "contention"), "study", str(tmp_path / "case.yaml"), f"--out={tmp_path}"],
        inputs={"record": ABC},
        seed=7,
        worlds=500,
    )
    text = json.dumps(manifest)
    assert manifest["command"] == ["contention", "study", "case.yaml", f"--out={tmp_path.name}"]
    assert manifest["seed"] == 7
    assert manifest["worlds"] == 500
    assert manifest["inputs"] == {"record": ABC}
    assert str(tmp_path.parent) not in text
    assert platform.node() not in text
