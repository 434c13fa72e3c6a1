"""The answers that the check of *Page after page* knows: right ones, and the mistakes in them."""

from __future__ import annotations

from twitlab.course.checking.check import Mistake, variant

_RIGHT = """\
def next_page(tweets, size, cursor):
    newest = sorted(tweets, reverse=True)
    if cursor is not None:
        time, tweet_id = cursor.split(",")
        last = (int(time), int(tweet_id))
        newest = [each for each in newest if each < last]
    page = newest[:size]
    after = f"{page[-1][0]},{page[-1][1]}" if len(newest) > size else None
    return [tweet_id for _, tweet_id in page], after
"""
_IF_OLDER = ("if each < last", "if each[0] < last[0]")

_BY_THE_NEXT = """\
def next_page(tweets, size, cursor):
    import json

    order = sorted([list(each) for each in tweets])
    if cursor:
        limit = json.loads(cursor)
        while order and order[-1] > limit:
            order.pop()
    page = []
    while order and len(page) < size:
        page.append(order.pop()[1])
    return page, json.dumps(order[-1]) if order else None
"""

_BY_HEAP = """\
def next_page(tweets, size, cursor):
    from heapq import nlargest

    if cursor is not None:
        time, _, number = cursor.partition("/")
        tweets = [t for t in tweets if (-t[0], -t[1]) > (-int(time, 16), -int(number, 16))]
    page = nlargest(size, tweets)
    if not page:
        return [], None
    return tuple(number for _, number in page), f"{page[-1][0]:x}/{page[-1][1]:x}"
"""

_OFFSET = """\
def next_page(tweets, size, cursor):
    newest = sorted(tweets, reverse=True)
    start = int(cursor or 0)
    end = start + size
    page = [tweet_id for _, tweet_id in newest[start:end]]
    return page, str(end) if end < len(newest) else None
"""

_KEPT = """\
def next_page(tweets, size, cursor, kept=[]):
    newest = sorted(tweets, reverse=True)
    if cursor is not None:
        newest = [each for each in newest if each < kept[int(cursor)]]
    page = newest[:size]
    kept += page[-1:]
    return [number for _, number in page], str(len(kept) - 1) if len(newest) > size else None
"""

MISTAKES = (
    Mistake(
        "an offset",
        "Your cursor says *how many* were shown. It is right as long as nothing happens. One "
        "new tweet pushes all others down by one, and the reader sees the last one again; one "
        "deleted, and the next tweet is never seen by anybody. With 4,600 tweets a second "
        "(Kleppmann, DDIA, 2012), when does nothing happen? A place in a list moves. What of "
        "the last tweet shown does not?",
        variant(_OFFSET),
    ),
    Mistake(
        "before the time",
        "Your cursor has the time alone, and goes on *before* it. Several tweets of one "
        "second, and a page that ends among them: the rest of that second is lost. In all of "
        "Twitter the record second had 143,199 tweets (its blog, August 2013). When is a time "
        "enough to name one tweet?",
        variant(_RIGHT, _IF_OLDER),
    ),
    Mistake(
        "from the time on, again",
        "Your cursor has the time alone, and goes on *at* it, so as to lose nothing. What was "
        "shown of that second comes again, and where a second has more tweets than a page, "
        "the same page comes for ever. What else do you know of the last tweet shown?",
        variant(_RIGHT, ("if each < last", "if each[0] <= last[0]")),
    ),
    Mistake(
        "the last one shown again",
        "The cursor names the last tweet shown, and your comparison lets equals in. So the "
        "last tweet of each page is the first of the next. Behind it, or from it on?",
        variant(_RIGHT, ("each < last", "each <= last")),
    ),
    Mistake(
        "the next one skipped",
        "Your cursor names the first tweet of the *next* page, and then you go on behind it: "
        "one tweet is lost at each page. With pages of 20 that is every twenty-first. Either "
        "the name or the comparison can stay.",
        variant(_RIGHT, ("{page[-1][0]},{page[-1][1]}", "{newest[size][0]},{newest[size][1]}")),
    ),
    Mistake(
        "ordered by time, cut by id",
        "The page goes by time, and your cursor compares the *ids*. Ids come from many "
        "workers, and no two clocks agree: a later tweet may have a smaller id. Which order "
        "has the list, and which has the cursor?",
        variant(_RIGHT, ("if each < last", "if each[1] < last[1]")),
    ),
    Mistake(
        "ordered by id",
        "You order by id. It would be a good order, with a simple cursor. But the contract "
        "says time first: ids of different workers are in the order of time only nearly (the "
        "first Snowflake promised it to about a second: its README of 2010).",
        variant(
            _RIGHT,
            ("reverse=True", "key=lambda each: each[1], reverse=True"),
            ("if each < last", "if each[1] < last[1]"),
        ),
    ),
    Mistake(
        "numbers compared as text",
        "You compare texts. As text, 9 comes after 10, for the first letter decides. It goes "
        "well as long as all numbers have equally many digits, and goes wrong on the day when "
        "they grow by one. What did the cursor hold before it was a text?",
        variant(
            _RIGHT,
            ("(int(time), int(tweet_id))", "(time, tweet_id)"),
            ("if each < last", "if (str(each[0]), str(each[1])) < last"),
        ),
    ),
    Mistake(
        "the cursor's tweet must still be there",
        "You look for the cursor's tweet in the list, and it has been deleted: your function "
        "raises. Its writer took a tweet back, and strangers can no longer scroll. Do you "
        "need the tweet itself, or only to know what lies behind it?",
        variant(
            _RIGHT,
            (
                "newest = [each for each in newest if each < last]",
                "newest = newest[newest.index(last) + 1 :]",
            ),
        ),
    ),
    Mistake(
        "back to the top when the tweet is gone",
        "The cursor's tweet was deleted, you do not find it, and you begin again at the top. "
        "The reader scrolls down and sees the same page for a second time. Where would the "
        "deleted tweet have stood?",
        variant(
            _RIGHT,
            (
                "newest = [each for each in newest if each < last]",
                "newest = newest[newest.index(last) + 1 if last in newest else 0 :]",
            ),
        ),
    ),
    Mistake(
        "an id through a float",
        "The id goes through a `float`, which keeps 53 bits. Snowflake ids passed that 25 days "
        "after their clock began: the last digits are rounded, and the cursor names another "
        "tweet, or none. (JavaScript has only such numbers; so a web page keeps ids as text.)",
        variant(_RIGHT, ("int(tweet_id))", "int(float(tweet_id)))")),
    ),
    Mistake(
        "always the first page",
        "You give the first page again, whatever cursor comes in. Somebody who scrolls sees "
        "the same tweets for ever. Where does your function use `cursor`?",
        variant(_RIGHT, ("if cursor is not None", "if cursor is None and size < 0")),
    ),
    Mistake(
        "oldest first",
        "You begin with the oldest. The page of somebody who wrote first in 2006 opens in "
        "2006, and who scrolls to today? `sorted` goes up; which way does the contract go?",
        variant(_RIGHT, (", reverse=True", ""), ("each < last", "each > last")),
    ),
    Mistake(
        "the last page never shown",
        "You end before a page that would not be full. Somebody with 39 tweets, on pages of "
        "20, shows 20. A page may be short; when is there no further one?",
        variant(_RIGHT, ("if len(newest) > size", "if len(newest) >= 2 * size")),
    ),
    Mistake(
        "sorted the caller's list",
        "`tweets.sort()` changes the list that the caller lent you, and others may be reading "
        "it. `sorted(tweets)` gives you one of your own.",
        variant(
            _RIGHT,
            (
                "    newest = sorted(tweets, reverse=True)",
                "    tweets.sort(reverse=True)\n    newest = tweets",
            ),
        ),
    ),
    Mistake(
        "every id in the cursor",
        "Your cursor lists tweets: those shown, or those still to come. It works, and it grows "
        "with what one reads: a thousand ids of 19 digits are 20,000 characters in a web address, "
        "and back again with each page. The tweets stand in an order. How many of them must you "
        "name to say *from here on*?",
        variant(
            _RIGHT,
            (
                'f"{page[-1][0]},{page[-1][1]}"',
                '",".join(str(n) for each in reversed(page) for n in each)',
            ),
            ("time, tweet_id =", "time, tweet_id, *_ ="),
        ),
    ),
    Mistake(
        "the place kept on the server",
        "Your function keeps something from one call to the next, and the cursor means nothing "
        "without it. Readers ask many machines, and each of them is started anew now and then: "
        "the next page is asked of one that never saw this reader. And what is kept for people "
        "who never come back is kept for ever. What would the cursor itself have to say?",
        variant(_KEPT),
    ),
)

ALTERNATIVES = (variant(_BY_THE_NEXT), variant(_BY_HEAP))
