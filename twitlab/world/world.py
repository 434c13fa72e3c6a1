"""Make a Twitter that is the same everywhere, or make one of real data.

A world is who follows whom, and who says what and when, in arrays. Users are 0 to n - 1. A made
world follows :class:`~twitlab.world.model.WorldModel`; a read one comes from
:mod:`~twitlab.world.read_graphs`.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int
from twitlab.columns import is_in
from twitlab.errors import BadType
from twitlab.tweet import NO_ID, TweetBatch
from twitlab.world.edges import make_edges
from twitlab.world.join import join
from twitlab.world.model import WorldModel
from twitlab.world.rows import EdgeRows, TweetRows
from twitlab.world.texts import MadeTexts
from twitlab.world.tweets import KINDS, ORIGINAL, REPLY, RETWEET, Tweets, make_tweets

MAX_USERS = 10_000_000
MAX_TWEETS = 200_000_000


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Hold users, edges and tweets, none of which change.

    An empty world is allowed: it has no edges and no tweets, and its frames have no rows.

    Args:
        users: how many.
        sources: who follows, int32, sorted, shape (edges,).
        destinations: who is followed, int32, sorted within one source, shape (edges,). No
            self-loop, no duplicate.
        tweets: as columns.
        outer_ids: the number that the source gave each user, ascending, int64, shape (users,);
            None in a made world.
        names: the screen name of each user, ascending; None if the source has none.

    >>> world = World.generate(users=100, tweets=50, seed=1)
    >>> world.users, len(world.sources), len(world.tweets)
    (100, 2000, 50)
    """

    users: int
    sources: NDArray[np.int32]
    destinations: NDArray[np.int32]
    tweets: Tweets
    outer_ids: NDArray[np.int64] | None = None
    names: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for column in self._columns():
            column.flags.writeable = False

    @classmethod
    def generate(
        cls, users: int, tweets: int, seed: int, model: WorldModel | None = None
    ) -> "World":
        """Make a world, the same to the byte for the same arguments, on every processor.

        The graph does not depend on how many tweets there are. The order of a user's number says
        nothing about how popular or active the user is.

        Args:
            users: 0 to 10 million.
            tweets: 0 to 200 million; 0 if there are no users.
            seed: 0 or more.
            model: what the world is like; None for the defaults.

        Returns:
            The world.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: an argument is out of range.

        Complexity: O(users + edges log edges + tweets log tweets) time; about 40 bytes an edge
        and 150 a tweet while it works, 8 and 55 after it.

        >>> World.generate(users=2, tweets=0, seed=1).sources.tolist()
        [1]
        """
        users = check_int("users", users, 0, MAX_USERS)
        tweets = check_int("tweets", tweets, 0, MAX_TWEETS if users else 0)
        seed = check_int("seed", seed, 0, None)
        model = WorldModel() if model is None else model
        if not isinstance(model, WorldModel):
            raise BadType(f"model must be a WorldModel, got {model!r}")
        if not users:
            return cls.from_edges_and_tweets()
        graph_rng, tweet_rng = (np.random.Generator(np.random.PCG64([seed, n])) for n in (0, 1))
        order = graph_rng.permutation(users)  # who follows much also tweets much
        edges = make_edges(users, model, order, graph_rng)
        return cls(users, *edges, make_tweets(tweets, order, edges, model, tweet_rng))

    @classmethod
    def from_edges_and_tweets(
        cls, edges: EdgeRows | None = None, tweets: TweetRows | None = None
    ) -> "World":
        """Make a world of what readers give, and number its users anew.

        Everyone named by an edge or a tweet is a user. Tweets are put in the order of their ids;
        those without ids in the order of time, and get snowflake ids.

        Args:
            edges: who follows whom, if that is known.
            tweets: who said what, if that is known.

        Returns:
            The world; `outer_ids` or `names` lead back to the source's users.

        Raises:
            BadType: an argument is of the wrong type, or edges name users by number and tweets by
                name, which nothing can join.
            BadValue: tweets without ids have times that ids cannot hold.

        Complexity: O(n log n) time, n = users + edges + tweets.

        >>> rows = EdgeRows(np.array([70, 50]), np.array([50, 90]))
        >>> world = World.from_edges_and_tweets(rows)
        >>> world.sources.tolist(), world.destinations.tolist(), world.outer_ids.tolist()
        ([0, 1], [2, 0], [50, 70, 90])
        """
        return cls(*join(edges, tweets))

    def in_degree(self) -> NDArray[np.int64]:
        """Count each user's followers, shape (users,)."""
        return np.bincount(self.destinations, minlength=self.users)

    def out_degree(self) -> NDArray[np.int64]:
        """Count each user's followees, shape (users,)."""
        return np.bincount(self.sources, minlength=self.users)

    def mutual_pairs(self) -> float:
        """Return the share of the pairs with an edge that have both; 0 if there is no edge.

        Complexity: O(edges log edges).

        Source: Kwak et al., WWW 2010, section 3.3, counts pairs; others count edges.

        >>> rows = EdgeRows(np.array([1, 2, 2]), np.array([2, 1, 3]))
        >>> World.from_edges_and_tweets(rows).mutual_pairs()
        0.5
        """
        forth = self.sources.astype(np.int64) * self.users + self.destinations
        back = np.sort(self.destinations.astype(np.int64) * self.users + self.sources)
        both = int(is_in(forth, back).sum())
        return (both // 2) / max(len(forth) - both // 2, 1)

    def name(self, user: int) -> str:
        """Return a user's screen name; "user" and a number if the source has none.

        Args:
            user: 0 to users - 1.

        Raises:
            BadType: user is not an int.
            BadValue: user is out of range.

        >>> World.generate(users=2, tweets=0, seed=1).name(1)
        'user1'
        """
        user = check_int("user", user, 0, self.users - 1)
        if self.names is not None:
            return self.names[user]
        return f"user{user if self.outer_ids is None else int(self.outer_ids[user])}"

    def text(self, tweet: int) -> str:
        """Return what a tweet says; "" if the source does not tell.

        Args:
            tweet: its index in `tweets`, from 0.

        Returns:
            Words and a hashtag; a made reply begins with a name, a made retweet with "RT".

        Raises:
            BadType: tweet is not an int.
            BadValue: tweet is out of range.

        Complexity: O(words in the tweet).

        Source: boyd, Golder and Lotan, HICSS 2010, for "RT @name".

        >>> World.generate(users=2, tweets=3, seed=3).text(1)
        'tiso ripi zeni tegi sa so nofu tu te tare lu mu'
        """
        columns = self.tweets
        tweet = check_int("tweet", tweet, 0, len(columns) - 1)
        if not isinstance(columns.texts, MadeTexts):
            return columns.texts[tweet] if columns.texts else ""
        if columns.kind[tweet] == ORIGINAL:
            return columns.texts.body(tweet)
        answered = f"@{self.name(int(columns.to_user[tweet]))}"
        if columns.kind[tweet] == REPLY:
            return f"{answered} {columns.texts.body(tweet)}"
        return f"RT {answered}: {self.text(int(columns.target[tweet]))}"

    def batch(self, start: int = 0, stop: int | None = None, *, texts: bool = False) -> TweetBatch:
        """Return the tweets from start to before stop as the parts take them.

        A mention answers nobody, and a retweet of what is not known passes on nothing.

        Args:
            start: index of the first, from 0.
            stop: index behind the last; None for all.
            texts: whether to make the texts too, of 100 bytes or more each.

        Raises:
            BadType: an index is not an int.
            BadValue: an index is out of range.

        Complexity: O(tweets), and O(words) for texts.

        >>> batch = World.generate(users=9, tweets=20, seed=1).batch(3, 5, texts=True)
        >>> batch.in_reply_to_user_ids.tolist(), (batch.retweet_of_ids >= 0).tolist()
        ([7, -1], [False, True])
        """
        count = len(self.tweets)
        stop = check_int("stop", count if stop is None else stop, 0, count)
        start = check_int("start", start, 0, stop)
        chosen, columns = slice(start, stop), self.tweets
        kind, target = columns.kind[chosen], columns.target[chosen]
        targets = np.where(target >= 0, columns.tweet_id[target], NO_ID)
        return TweetBatch(
            columns.tweet_id[chosen],
            columns.user_id[chosen],
            texts=[self.text(at) for at in range(start, stop)] if texts else None,
            in_reply_to_ids=np.where(kind == REPLY, targets, NO_ID),
            in_reply_to_user_ids=np.where(kind == REPLY, columns.to_user[chosen], NO_ID),
            retweet_of_ids=np.where(kind == RETWEET, targets, NO_ID),
        )

    def digest(self) -> str:
        """Return the SHA-256 of all that the world holds, in hex: equal worlds, equal digests.

        Complexity: O(bytes).
        """
        result = hashlib.sha256(str(self.users).encode())
        for column in self._columns():
            result.update(f"{column.dtype.str}{len(column)}".encode())
            result.update(column.astype(column.dtype.newbyteorder("<")).tobytes())
        texts = self.tweets.texts if isinstance(self.tweets.texts, tuple) else ()
        for text in (*(self.names or ()), *texts):
            result.update(f"{len(text)}:{text}".encode())
        return result.hexdigest()

    def users_frame(self) -> Any:
        """Return a pandas frame with a row for each user: user, name, followers, followees, tweets.

        Complexity: O(users + edges + tweets).
        """
        import pandas as pd

        written = np.bincount(self.tweets.user_id, minlength=self.users)
        return pd.DataFrame(
            {
                "user": np.arange(self.users, dtype=np.int32),
                "name": pd.Series([self.name(user) for user in range(self.users)], dtype=object),
                "followers": self.in_degree(),
                "followees": self.out_degree(),
                "tweets": written,
            }
        )

    def edges_frame(self) -> Any:
        """Return a pandas frame with a row for each edge: source, destination.

        Complexity: O(edges).
        """
        import pandas as pd

        return pd.DataFrame({"source": self.sources, "destination": self.destinations})

    def tweets_frame(self, start: int = 0, stop: int | None = None) -> Any:
        """Return a pandas frame with a row for each tweet from start to before stop.

        Args:
            start: index of the first, from 0.
            stop: index behind the last; None for all. A text takes 100 bytes or more, so five
                million at once do not fit in 1 GB.

        Returns:
            tweet_id, user, time (UTC), kind, target (index or -1), to_user (or -1), text.

        Raises:
            BadType: an argument is not an int.
            BadValue: an argument is out of range.

        Complexity: O(words of these tweets).

        >>> World.generate(users=9, tweets=20, seed=1).tweets_frame(3, 5).kind.tolist()
        ['reply', 'retweet']
        """
        import pandas as pd

        count = len(self.tweets)
        stop = check_int("stop", count if stop is None else stop, 0, count)
        start = check_int("start", start, 0, stop)
        chosen, columns = slice(start, stop), self.tweets
        kinds = pd.Categorical.from_codes(columns.kind[chosen], categories=list(KINDS))
        return pd.DataFrame(
            {
                "tweet_id": columns.tweet_id[chosen],
                "user": columns.user_id[chosen],
                "time": pd.to_datetime(columns.created_ms[chosen], unit="ms", utc=True),
                "kind": kinds,
                "target": columns.target[chosen],
                "to_user": columns.to_user[chosen],
                "text": pd.Series([self.text(at) for at in range(start, stop)], dtype=object),
            }
        )

    def check_invariants(self) -> None:
        """Raise AssertionError unless all that the class promises of its arrays holds.

        Complexity: O(edges + tweets).
        """
        for ends in (self.sources, self.destinations, self.tweets.user_id):
            assert ends.dtype == np.int32
            assert not len(ends) or 0 <= ends.min() <= ends.max() < self.users
        edges = self.sources.astype(np.int64) * self.users + self.destinations
        assert (edges[1:] > edges[:-1]).all(), "edges are sorted, without duplicates"
        assert (self.sources != self.destinations).all()
        columns, count = self.tweets, len(self.tweets)
        assert (columns.tweet_id[1:] > columns.tweet_id[:-1]).all()
        assert all(len(c) == count for c in (columns.user_id, columns.created_ms, columns.kind))
        aimed = columns.target >= 0
        assert columns.target.dtype == columns.to_user.dtype == np.int32
        assert (columns.target[aimed] < count).all()
        assert ((columns.kind[aimed] == REPLY) | (columns.kind[aimed] == RETWEET)).all()
        if self.outer_ids is None and self.names is None:
            assert (columns.target < np.arange(count)).all(), "a made tweet answers an earlier one"
            assert (columns.created_ms[1:] >= columns.created_ms[:-1]).all()
            assert (aimed == (columns.kind != ORIGINAL)).all()
            assert not (columns.kind[columns.target[aimed]] == RETWEET).any()
            assert (columns.to_user[aimed] == columns.user_id[columns.target[aimed]]).all()

    def _columns(self) -> list[NDArray[Any]]:
        columns: Any = self.tweets
        found: list[NDArray[Any]] = [self.sources, self.destinations]
        found += [columns.tweet_id, columns.user_id, columns.created_ms, columns.kind]
        found += [columns.target, columns.to_user]
        if self.outer_ids is not None:
            found.append(self.outer_ids)
        if isinstance(columns.texts, MadeTexts):
            found += [columns.texts.word_ids, columns.texts.offsets, columns.texts.hashtag_ids]
        return found
