"""Errors, citations and provenance: what every layer may use."""
