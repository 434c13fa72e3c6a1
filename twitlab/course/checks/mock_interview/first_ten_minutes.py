"""The check of *The first ten minutes*: what is said, asked and worked out before the first box."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from twitlab.course.checking.check import Case, Judgement
from twitlab.course.kinds.ordering import order_lines, read_orders

LATEST = 10
"""The minute at which drawing begins, at the latest: what the needed lines take."""

HEAD = """\
def first_ten_minutes(talk):"""

LINES = {
    "A": "    talk.keys(way)",
    "B": "    pages, posts, followers, followees = talk.ask()",
    "C": "    talk.choose(way, push, pull)",
    "D": '    talk.say_core("post", "home page")',
    "E": '    talk.draw("push")',
    "F": "    pull = talk.work_out(pages * followees)",
    "G": "    talk.draw(way)",
    "H": '    talk.leave_out("search", "pictures")',
    "I": '    talk.choose("push", 347_000, 22_500_000)',
    "J": '    talk.calls("post", "home")',
    "K": "    pages, posts, followers, followees = 300_000, 4_630, 75, 75",
    "L": "    push = talk.work_out(posts * followers)",
    "M": "    servers = talk.work_out(pages / 1_000)",
    "N": '    way = "push" if push < pull else "pull"',
}

TAIL = '''

class Talk:
    """Keep what was said and when; each act takes its minutes."""

    def __init__(self, facts):
        self.facts, self.minute, self.acts = facts, 0, []

    def note(self, act, minutes, *said):
        self.acts.append([act, self.minute, list(said)])
        self.minute += minutes

    def say_core(self, *parts):
        self.note("core", 1)

    def leave_out(self, *parts):
        self.note("leave out", 1)

    def ask(self):
        self.note("ask", 3)
        return self.facts

    def work_out(self, number):
        self.note("number", 1, number)
        return number

    def choose(self, way, push, pull):
        self.note("choose", 1, way, push, pull)

    def calls(self, *names):
        self.note("calls", 1)

    def keys(self, way):
        self.note("keys", 1, way)

    def draw(self, way):
        self.note("draw", 0, way)


def acts(*facts):
    talk = Talk(facts)
    first_ten_minutes(talk)
    return talk.acts
'''
"""Not shown to the learner; the notebook says in words what it does."""


def cases(seed: int) -> list[Case]:
    """Give towns in which pushing is less work, and towns in which pulling is."""
    rng = random.Random(seed)
    towns = [
        [300_000, 4_630, 75, 75],  # the one that people know by heart
        [100, 1_000, 50, 50],
        [2_000, 500, 60, 60],
        [1_000, 500, 300, 60],
        [20, 2, 0, 0],
    ]
    drawn = [
        [rng.randint(1, 10**6), rng.randint(1, 10**5), rng.randint(1, 999), rng.randint(1, 999)]
        for _ in range(15)
    ]
    return [{"args": args} for args in (*towns, *drawn)]


def call(case: Case) -> str:
    """Write down what the interviewer answers."""
    pages, posts, followers, followees = case["args"]
    return (
        f"you would be told: {pages:,} pages and {posts:,} posts a second, {followers:,} followers "
        f"of a post, {followees:,} followees of a reader"
    )


def judge(case: Case, returned: Any) -> Judgement:
    """Hold what was done, and in which order, against what an interviewer waits for."""
    for ok, got, expected, why in _promises(case, returned):
        if not ok:
            return Judgement(False, got, expected, why)
    return Judgement(True, "", "", "")


def _promises(case: Case, acts: Any) -> Any:
    pages, posts, followers, followees = case["args"]
    push, pull = posts * followers, pages * followees
    ways = ["push", "pull"] if push == pull else ["push" if push < pull else "pull"]
    drawn = [at for at, (act, _, _) in enumerate(acts) if act == "draw"]
    one = "What is drawn is drawn once, and argued for before."
    yield len(drawn) == 1, f"{len(drawn)} drawings are begun", "one", one
    names = [act for act, _, _ in acts[: drawn[0]]]
    for name, told in _BEFORE.items():
        yield name in names, f"drawing begins, and not yet: {told}", f"first: {told}", _WHY[name]
    for first, then in (("core", "ask"), ("leave out", "number"), ("calls", "keys")):
        got = f"first {_BEFORE[then]}, then {_BEFORE[first]}"
        yield names.index(first) < names.index(then), got, "the other way round", _WHY[first]
    numbers = f"the way that is less work: {push:,} entries against {pull:,} lists"
    wrong = [
        each
        for act, _, each in acts
        if act == "choose" and (each[0] not in ways or each[1:] != [push, pull])
    ]
    chosen: list[Any] = next(iter(wrong), [])
    yield not wrong, f"chosen: {', '.join(map(str, chosen))}", numbers, _WHY["choose"]
    (way,) = acts[drawn[0]][2]
    yield way in ways, f"{way} is drawn", numbers, "The drawing follows from the numbers of today."
    minute = acts[drawn[0]][1]
    latest = f"minute {LATEST} at the latest"
    yield minute <= LATEST, f"drawing begins at minute {minute}", latest, _WHY["time"]


_BEFORE = {
    "core": "what will be built",
    "leave out": "what will not be built",
    "ask": "the facts asked for",
    "number": "a number worked out",
    "choose": "the choice, with its two numbers",
    "calls": "the calls",
    "keys": "the keys of the data",
}
_WHY = {
    "core": "Facts are asked about what will be built; without that, a question is about anything.",
    "leave out": "What is left out needs no number. Say it before minutes go into it.",
    "ask": "The interviewer has the facts of today. Nobody else has.",
    "number": "A choice without numbers is a matter of taste.",
    "choose": "Who listens must hear which way it is, and by which two numbers of today.",
    "calls": "A key answers a call. Which calls there are comes first.",
    "keys": "By which key a timeline is found is what the boxes stand on.",
    "time": "Each minute before the drawing is for something that decides.",
}


def strategy() -> st.SearchStrategy[Case]:
    """Give a small town, the smallest with more work for pulling."""
    least = (200, 10, 20, 20)
    facts = st.tuples(*(st.integers(each, 999) for each in least))
    return facts.map(lambda args: {"args": list(args)})


MISTAKES = """
# boxes first
The drawing begins before anybody knows what it is for. It may even be the right one, in the town
that you know by heart. What did you want to know from this interviewer?
+EDHBLFNCJA

# facts known by heart
Nobody was asked. Your four facts are Twitter's of 2012, and this interviewer may have others in
mind. Where do the facts of today come from?
+DHKLFNCJAG

# a choice known by heart
You worked out two numbers, and said two others. Whoever listens has heard the numbers of another
service, and no reason for this one.
+DHBLFNIJAG

# a drawing known by heart
You chose by numbers, and drew what you know. In some towns these are not the same: what do your
numbers say there?
+DHBLFNCJAE

# nothing said of what will be built
You ask for facts, and have not said what you build. The interviewer does not know which facts
belong to it.
+HBLFNCJAG

# nothing left out
You build everything. In 35 minutes that is too much, and the interviewer does not know that you saw
it. What is not for today?
+DBLFNCJAG

# left out too late
What is left out was said after the numbers. Some of these minutes could have gone into a part that
falls away.
+DBLFHNCJAG

# asked before it was said for what
You ask first, and say afterwards what you build. Turn it round: which facts do you need for *this*?
+BDHLFNCJAG

# the choice not said
The choice stands in your head. The drawing shows it, but not the two numbers that it follows from.
+DHBLFNJAG

# the choice said at the end
You draw, and give the reasons afterwards. That sounds like an excuse, also where it is none.
+DHBLFNJAGC

# no calls
Nothing says what a client can ask for. Which two calls does the design serve?
+DHBLFNCAG

# keys before calls
A key is there to answer a call. Which calls are there? Say it before you say by which key they are
answered.
+DHBLFNCAJG

# no keys
The boxes are drawn, and nobody knows by which key a timeline is found. That is the question whose
answer decides how data is divided.
+DHBLFNCJG

# a number that decides nothing
How many servers there will be is nice to know, and takes a minute. Which decision of the first ten
minutes changes with it?
+DHBMLFNCJAG

# two drawings
You draw twice. Which of the two is it? Rub one out, and say by which number.
+DHBLFNCJAEG

# never drawn
Everything is said, and no drawing is begun. At minute ten somebody wants to see a box.
+DHBLFNCJA
"""

CHECK = order_lines(
    answer="order",
    function="acts",
    head=HEAD,
    lines=LINES,
    tail=TAIL,
    cases=cases,
    judge=judge,
    call=call,
    strategy=strategy,
    mistakes=read_orders(MISTAKES),
    alternatives=(
        list("DHBFLNJACG"),
        "d, b, h, j, l, f, n, a, c, g",
        tuple("HDJBLFNCAG"),
    ),
)
