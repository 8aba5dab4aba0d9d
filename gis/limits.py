"""Limits of what is asked: of paging, which must agree with one another and with what the page does within them, and of distance."""

from __future__ import annotations

from typing import Final

DEFAULT_LIMIT: Final = 100
"""Rows of a page where nobody says how many."""
MAX_LIMIT: Final = 10_000
"""Rows of the largest page."""
MAX_OFFSET: Final = 100_000
"""Deepest offset; next links go on from there without counting all that came before."""
WHOLE_UP_TO: Final = MAX_LIMIT // 2
"""Features up to which the map takes a layer whole, in one page; larger layers come as tiles."""
MAX_DISTANCE_M: Final = 100_000
"""Farthest that a question may ask for what lies near a place."""
MOST_WHY: Final = 500
"""Letters of the reason that a change is given."""
