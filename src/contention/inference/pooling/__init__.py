"""Pools: a theory's worlds beside paths of recent levels, in shares learnt from past origins."""
