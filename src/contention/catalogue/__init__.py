"""What ships with the package: records, scenarios and theories, with sources and status."""

from contention.catalogue.index import Item, Kind, find, items, resolve

__all__ = ["Item", "Kind", "find", "items", "resolve"]
