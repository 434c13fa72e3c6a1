"""Five minutes a day: cards of what was missed, asked until the interview."""
