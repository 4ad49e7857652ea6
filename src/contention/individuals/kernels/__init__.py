"""Compiled pieces that models share: bits, neighbourhoods, orders, networks."""
