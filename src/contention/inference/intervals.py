"""What intervals share."""

from __future__ import annotations

WIDE = 1.959964
"""Half the width of a central 95 per cent interval of a normal law, in standard errors."""
