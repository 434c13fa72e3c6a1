"""Checks made out of content alone: of code, of an order of lines, a choice, a critique.

`code_check` makes one of a right answer, cases and mistakes. The others are of answers that are
values, and share one plan: the first case looks only at the form of the answer, and says what is
allowed where it cannot be read; each further case looks at one thing (a run, an option, a claim),
so that a mistake is named wherever it is made, whatever else the answer gets right.
"""

from twitlab.course.kinds.choosing import CHOOSE, Option, choose
from twitlab.course.kinds.coding import CodeCheck, code_check
from twitlab.course.kinds.critiquing import Claim, critique
from twitlab.course.kinds.form import value_mistakes
from twitlab.course.kinds.ordering import order_lines

__all__ = [
    "CHOOSE",
    "Claim",
    "CodeCheck",
    "Option",
    "choose",
    "code_check",
    "critique",
    "order_lines",
    "value_mistakes",
]
