"""The sheet of known truths shows every record, and which parameters are off."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

from contention.report.recovery import recovery_sheet

SVG = "{http://www.w3.org/2000/svg}"


def found(histogram: list[int], verdict: str) -> dict[str, object]:
    values = [0.1, 0.5, 0.9]
    return {
        "parameters": [{"name": "local", "histogram": histogram, "verdict": verdict}] * 7,
        "recovery": [
            {
                "name": "local",
                "truth": values,
                "middle": [0.2, 0.5, 0.8],
                "low": [0.0, 0.4, 0.7],
                "high": [0.4, 0.6, 1.3],
            }
        ]
        * 7,
    }


def test_every_record_has_a_dot_and_an_interval() -> None:
    tree = ElementTree.fromstring(recovery_sheet(found([20] * 10, "agrees")))
    paths = tree.findall(f"{SVG}path")
    assert [len(re.findall("M", path.attrib["d"])) for path in paths] == [3] * 14
    assert len(tree.findall(f"{SVG}rect[@class='rank']")) == 70
    assert not tree.findall(f"{SVG}rect[@class='off']")
    box = [float(x) for x in tree.attrib["viewBox"].split()]
    for rect in tree.iter(f"{SVG}rect"):
        assert float(rect.attrib["y"]) >= 0
        assert float(rect.attrib["y"]) + float(rect.attrib["height"]) <= box[3] + 0.1


def test_what_is_off_is_red() -> None:
    tree = ElementTree.fromstring(recovery_sheet(found([200, *[0] * 9], "off")))
    assert len(tree.findall(f"{SVG}rect[@class='off']")) == 70
    assert len(tree.findall(f"{SVG}text[@class='off']")) == 7
