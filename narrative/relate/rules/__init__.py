"""Typed rules: each looks for one kind of difference between two linked claims and shows it on both sides."""

from narrative.relate.rules.conflict import Conflict
from narrative.relate.rules.contrast import find_opposites
from narrative.relate.rules.difference import find_difference
from narrative.relate.rules.framing import find_attribution_shift, find_hedging, find_naming
from narrative.relate.rules.polarity import find_negation
from narrative.relate.rules.quantity import find_number_conflict
from narrative.relate.rules.refute import find_refutation
from narrative.relate.rules.when import find_date_conflict
from narrative.relate.rules.who import find_name_conflict

HARD = (find_number_conflict, find_date_conflict, find_name_conflict, find_negation, find_opposites, find_refutation)
"""Rules that find conflicts: with a match of the rest, the claims diverge."""

SOFT = (find_naming, find_hedging, find_attribution_shift)
"""Rules that find framing, most telling first: recorded beside an agreement or a repeat."""

__all__ = ["HARD", "SOFT", "Conflict", "find_difference"]
