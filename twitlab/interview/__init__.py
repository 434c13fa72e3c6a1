"""Mock interviews: packs of questions, sessions of two people or of one, and scores on evidence.

`packs/` has what is asked and what a good answer holds; a session is kept as events, one file for
each person; the scorecard is worked out from the events alone.
"""
