"""The command line: where the learner stands, and all that is done outside a notebook.

Each file has the commands of one errand; `app.py` has what they share.
"""

# The order in which `twitlab --help` lists the commands.
from twitlab.cli import learn, exercise, plan, review, interview, tools  # isort: skip
from twitlab.cli.app import app, main

__all__ = ["app", "exercise", "interview", "learn", "main", "plan", "review", "tools"]
