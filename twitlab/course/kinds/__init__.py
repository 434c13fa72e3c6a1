"""Checks for exercises whose answer is a value: an order of lines, a choice, a critique.

Each builder makes a whole Check out of content alone. They share one plan: the first case looks
only at the form of the answer, and says what is allowed where it cannot be read; each further case
looks at one thing (a run, an option, a claim), so that a mistake is named wherever it is made,
whatever else the answer gets right.
"""

from twitlab.course.kinds.choosing import CHOOSE, Option, choose
from twitlab.course.kinds.critiquing import Claim, critique, without
from twitlab.course.kinds.ordering import order_lines

__all__ = ["CHOOSE", "Claim", "Option", "choose", "critique", "order_lines", "without"]
