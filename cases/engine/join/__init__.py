"""Which seized rows carry an identifier of which report.

`sql.py` holds the one text; `duck.py` runs it in this process. Both sides are
grouped by token before they meet, so the result is linear in the hits.
"""

from cases.engine.join.brakes import Brakes
from cases.engine.join.duck import Limits, Matches, holding, match

__all__ = ["Brakes", "Limits", "Matches", "holding", "match"]
