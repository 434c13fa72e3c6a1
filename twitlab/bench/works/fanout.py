"""Fan-out: deliveries against Redis and deques, pages against a merge and SQLite.

All are asked over worlds that the kit makes. What Redis is told is the same: push, then trim.
"""

import socket
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from heapq import merge
from importlib import import_module
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.bench.harness import Bench, Contest, Fact, Work
from twitlab.bench.redis_server import redis_peer
from twitlab.fanout import (
    ENTRY_BYTES,
    TIMELINE_ENTRIES,
    FanoutOnRead,
    FanoutOnWrite,
    HomeTimelines,
    HybridFanout,
    SelectFanout,
)
from twitlab.world import World, WorldModel

PAGE: Final = 20
SAMPLED: Final = 200  # timelines that are compared
AT_A_TIME: Final = 4_000  # destinations in one pipeline, as at Twitter in 2012
Pages = list[list[int]]


def contests(quick: bool) -> Sequence[Contest]:
    """Make the contests; in full they take some 9 GB, of which 6 are timelines."""
    users, tweets, posted, few = (
        (50_000, 50_000, 5_000, 500) if quick else (1_000_000, 400_000, 50_000, 2_000)
    )
    world = World.generate(users, tweets, 1, WorldModel(mean_followees=30))
    graph = world.users, world.sources, world.destinations
    on_write = FanoutOnWrite(*graph)
    on_write.post(world.batch())
    readers = np.random.default_rng(2).integers(0, users, 1_000 if quick else 5_000)
    followers = followers_of(world)
    many, some = (Batch(world, followers, count, turn) for turn, count in ((1, posted), (2, few)))
    return [
        pages_in_bulk(on_write, world, readers),
        pages_of_the_hybrid(on_write, world, readers),
        deliveries_to_deques(on_write, world, many),
        deliveries_to_redis(on_write, world, some),
        pages_over_many_followees(10_000 if quick else 200_000, 20),
    ]


def pages_in_bulk(on_write: FanoutOnWrite, world: World, readers: NDArray[np.int64]) -> Contest:
    """Read the same pages from timelines and from the lists of followees."""
    on_read = FanoutOnRead(world.users, world.sources, world.destinations)
    on_read.post(world.batch())
    return Contest(
        title=f"{len(readers):,} home timelines of {PAGE}, users at random of {world.users:,}",
        unit="pages",
        count=len(readers),
        ours=Work("FanoutOnWrite.homes", lambda: on_write.homes(readers, PAGE).ids),
        peers=[Work("FanoutOnRead.homes", lambda: on_read.homes(readers, PAGE).ids)],
        agree=same,
        rounds=5,
    )


def pages_of_the_hybrid(
    on_write: FanoutOnWrite, world: World, readers: NDArray[np.int64]
) -> Contest:
    """Read the same pages where the most followed are pulled, in bulk and one at a time."""
    threshold = world.users // 200
    hybrid = HybridFanout(world.users, world.sources, world.destinations, threshold)
    hybrid.post(world.batch())

    def facts() -> Sequence[Fact]:
        saved = 1 - hybrid.work.deliveries / max(on_write.work.deliveries, 1)
        return [
            Fact(
                f"pulled, who has more than {threshold:,} followers",
                len(hybrid.celebrities),
                "users",
            ),
            Fact("deliveries saved", 100 * saved, "%"),
        ]

    def singly(fanout: HomeTimelines) -> Callable[[], Any]:
        def run() -> Any:
            ids = np.full((len(readers), PAGE), -1)
            for row, user in zip(ids, readers.tolist()):
                page = fanout.home(user, PAGE).ids
                row[: len(page)] = page
            return ids

        return run

    return Contest(
        title=f"the same {len(readers):,} pages, celebrities pulled",
        unit="pages",
        count=len(readers),
        ours=Work("HybridFanout.homes", lambda: hybrid.homes(readers, PAGE).ids),
        peers=[
            Work("FanoutOnWrite.homes", lambda: on_write.homes(readers, PAGE).ids),
            Work("HybridFanout.home, one at a time", singly(hybrid)),
            Work("FanoutOnWrite.home, one at a time", singly(on_write)),
        ],
        agree=same,
        facts=facts,
        rounds=5,
    )


class Batch:
    """Post the same tweets again and again, each time with new ids.

    Args:
        world: whose authors post, as they do there.
        followers: of each user.
        count: how many tweets.
        turn: which batch it is; a later one has higher ids.
    """

    def __init__(
        self, world: World, followers: list[NDArray[np.int32]], count: int, turn: int
    ) -> None:
        self.authors = world.tweets.user_id[:count].astype(np.int64)
        self.first_id = int(world.tweets.tweet_id[-1]) + (turn << 40)
        self.rows = [followers[author] for author in self.authors.tolist()]
        self.deliveries = sum(len(row) for row in self.rows)
        self.sampled = np.arange(0, world.users, world.users // SAMPLED)

    def post_to(self, fanout: HomeTimelines) -> Callable[[], Pages]:
        """Make the work that posts the batch, and says what the last one brought."""

        def run() -> Pages:
            first = self.first_id
            self.first_id += len(self.authors)
            fanout.post(first + np.arange(len(self.authors)), self.authors)
            ids = fanout.homes(self.sampled, PAGE).ids
            return [[each - first for each in row if each >= first] for row in ids.tolist()]

        return run


def followers_of(world: World) -> list[NDArray[np.int32]]:
    """Give the followers of each user."""
    order = np.argsort(world.destinations, kind="stable")
    starts = np.searchsorted(world.destinations[order], np.arange(world.users + 1))
    return np.split(world.sources[order], starts[1:-1])


def deliveries_to_deques(on_write: FanoutOnWrite, world: World, batch: Batch) -> Contest:
    """Deliver to 1 M timelines, against what Python has for a list that forgets its end."""
    deques = [deque[int](maxlen=TIMELINE_ENTRIES) for _ in range(world.users)]
    turns = [0]

    def run() -> Pages:
        turns[0] += len(batch.authors)
        first = turns[0]
        for place, followers in enumerate(batch.rows):
            for user in followers.tolist():
                deques[user].append(first + place)
        newest = ([*islice(reversed(deques[user]), PAGE)] for user in batch.sampled.tolist())
        return [[each - first for each in row if each >= first] for row in newest]

    def facts() -> Sequence[Fact]:
        return [
            Fact("an entry", ENTRY_BYTES, "B"),
            Fact("all timelines, follows and tweets", on_write.nbytes / 1e9, "GB"),
            *peak_memory(),
        ]

    return Contest(
        title=f"{len(batch.rows):,} tweets to timelines of 800, {world.users:,} users",
        unit="deliveries",
        count=batch.deliveries,
        ours=Work("FanoutOnWrite.post", batch.post_to(on_write)),
        peers=[Work("collections.deque", run)],
        agree=same,
        facts=facts,
        rounds=5,
    )


def deliveries_to_redis(on_write: FanoutOnWrite, world: World, batch: Batch) -> Contest:
    """Deliver fewer tweets, as a server takes its time; twice, with and without its client."""
    return Contest(
        title=f"{len(batch.rows):,} tweets to timelines of 800, {world.users:,} users",
        unit="deliveries",
        count=batch.deliveries,
        ours=Work("FanoutOnWrite.post", batch.post_to(on_write)),
        peers=[
            redis_peer("pipelined LPUSH and LTRIM", partial(client_work, batch)),
            redis_peer("the same, encoded before", partial(socket_work, batch)),
        ],
        agree=same,
        rounds=5,
    )


def client_work(batch: Batch, client: Any, _path: str) -> Callable[[], Pages]:
    """Push and trim through the client's pipelines."""

    def deliver() -> Pages:
        _clear(batch, client)
        pipeline = client.pipeline(transaction=False)
        for place, followers in enumerate(batch.rows):
            for user in followers.tolist():
                pipeline.lpush(f"h{user}", place)
                pipeline.ltrim(f"h{user}", 0, TIMELINE_ENTRIES - 1)
                if len(pipeline) >= 2 * AT_A_TIME:
                    pipeline.execute()
        pipeline.execute()
        return _sample(batch, client)

    return deliver


def socket_work(batch: Batch, client: Any, path: str) -> Callable[[], Pages]:
    """Send the same commands as bytes that were made before: what is left is the server's time."""
    commands = [
        b"LPUSH h%d %d\r\nLTRIM h%d 0 %d\r\n" % (user, place, user, TIMELINE_ENTRIES - 1)
        for place, followers in enumerate(batch.rows)
        for user in followers.tolist()
    ]
    pieces = [
        (b"".join(commands[low : low + AT_A_TIME]), 2 * len(commands[low : low + AT_A_TIME]))
        for low in range(0, len(commands), AT_A_TIME)
    ]

    def deliver() -> Pages:
        _clear(batch, client)
        with closing(socket.socket(socket.AF_UNIX)) as line:
            line.connect(path)
            for piece, answers in pieces:
                line.sendall(piece)
                while answers:
                    answers -= line.recv(1 << 16).count(b"\n")
        return _sample(batch, client)

    return deliver


def _clear(batch: Batch, client: Any) -> None:
    client.delete(*(f"h{user}" for user in batch.sampled.tolist()))


def _sample(batch: Batch, client: Any) -> Pages:
    pipeline = client.pipeline(transaction=False)
    for user in batch.sampled.tolist():
        pipeline.lrange(f"h{user}", 0, PAGE - 1)
    return [[int(each) for each in row] for row in pipeline.execute()]


def pages_over_many_followees(tweets: int, readers: int) -> Contest:
    """Read pages of users who follow 1,000 each of 10,000 authors, tweets without replies."""
    rng, authors, followees = np.random.default_rng(3), 10_000, 1_000
    chosen = np.concatenate([rng.permutation(authors)[:followees] for _ in range(readers)])
    sources = authors + np.repeat(np.arange(readers), followees)
    graph = authors + readers, sources, chosen
    ids, user_ids = np.arange(1, tweets + 1) << 22, rng.integers(0, authors, tweets)
    on_read, select = FanoutOnRead(*graph), SelectFanout(*graph)
    for fanout in (on_read, select):
        fanout.post(ids, user_ids)
    asked = range(authors, authors + readers)
    lists: Pages = [[] for _ in range(authors)]
    for tweet, author in zip(ids.tolist()[::-1], user_ids.tolist()[::-1]):
        lists[author].append(tweet)
    followed = chosen.reshape(readers, followees).tolist()

    def merged() -> Pages:
        streams = ([lists[author] for author in row] for row in followed)
        return [[*islice(merge(*each, reverse=True), PAGE)] for each in streams]

    return Contest(
        title=f"{readers} pages of {PAGE}: 1,000 followees of 10,000 authors, {tweets:,} tweets",
        unit="pages",
        count=readers,
        ours=Work(
            "FanoutOnRead.home", lambda: [on_read.home(user, PAGE).ids.tolist() for user in asked]
        ),
        peers=[
            Work("heapq.merge", merged),
            Work("SQLite, SELECT", lambda: [select.broken(user, PAGE) for user in asked]),
        ],
        agree=same,
        rounds=5,
    )


def same(ours: Any, theirs: Any) -> str:
    """Say what is wrong with two answers that are to be equal."""
    return "" if np.array_equal(ours, theirs) or ours == theirs else "the pages differ"


def peak_memory() -> Sequence[Fact]:
    """Say the most memory that this process has had, where the system tells it."""
    try:
        resource: Any = import_module("resource")
    except ImportError:
        return []
    return [Fact("peak memory of all", resource.getrusage(0).ru_maxrss / 1e6, "GB (Linux)")]


BENCH = Bench("fan-out on write, on read and both", contests)
