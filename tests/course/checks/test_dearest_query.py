"""What a learner is shown of *The dearest query*."""

from twitlab.course.book.manifest import Course
from twitlab.course.checking.attempt import cases_of
from twitlab.course.checking.check import load_check
from twitlab.experiments import lists_in_three_languages


def test_every_call_of_the_dearest_query_can_be_pasted() -> None:
    course = Course.here()
    check = load_check(course.exercise("dearest-query"))
    long = 0
    for case in cases_of(check, seed=3):
        names = {
            "dearest": lambda lists, n: (lists, n),
            "lists_in_three_languages": lists_in_three_languages,
        }
        lists, n = eval(check.call(case), names)
        made = isinstance(case["lists"], int)
        long += made
        assert lists == (lists_in_three_languages(case["lists"]) if made else case["lists"])
        assert n == case["n"]
    assert long >= 2
