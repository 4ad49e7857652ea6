"""Scenarios made from records: places where something happened, and those where nothing did."""

from contention.scenario.making.levels import Level, read_level
from contention.scenario.making.scenario import Made, make_scenario

__all__ = ["Level", "Made", "make_scenario", "read_level"]
