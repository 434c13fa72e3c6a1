"""Estimate on the back of an envelope: assumptions with sources, and a tree that explains itself.

Assumptions are taken by `assumptions.py` and combined by `terms.py`; quantities and units are read
and said by `quantities.py` and `units.py`; `usual_slips.py` has the mistakes people make. Apart
from these stand the arithmetic of availability and the numbers of latency.
"""

from twitlab.estimate import latency
from twitlab.estimate.assumptions import asked, assumed, given
from twitlab.estimate.availability import (
    copies_needed,
    downtime_s,
    in_parallel,
    in_sequence,
    nines,
    of_nines,
)
from twitlab.estimate.quantities import Number, quantity, read_quantity, say_fraction, say_quantity
from twitlab.estimate.terms import MARKS, SOURCES, Leaf, Mark, Source, Step, Term
from twitlab.estimate.units import Quantity, read_unit, registry, unit_text
from twitlab.estimate.usual_slips import NEAR, Slip, fitting, say_factor, slips, slips_of_unit

__all__ = [
    "MARKS",
    "NEAR",
    "SOURCES",
    "Leaf",
    "Mark",
    "Number",
    "Quantity",
    "Slip",
    "Source",
    "Step",
    "Term",
    "asked",
    "assumed",
    "copies_needed",
    "downtime_s",
    "fitting",
    "given",
    "in_parallel",
    "in_sequence",
    "latency",
    "nines",
    "of_nines",
    "quantity",
    "read_quantity",
    "read_unit",
    "registry",
    "say_factor",
    "say_fraction",
    "say_quantity",
    "slips",
    "slips_of_unit",
    "unit_text",
]
