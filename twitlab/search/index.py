"""Search tweets: the newest that have some words, seconds after they were written.

Ten tweets came in three batches. Each batch became a small segment; two were merged.

    segment   ids          "quake" is in
    2         50 51 52     51
    1         10 to 31     12 19 30       merged of two

The newest two with quake: segment 2 has one, 51. Segment 1 begins to be read at its end, and gives
30. The page is full; 19 and 12 are never read. A tweet 15 that comes late makes a segment of its
own, older than segment 2 and newer than what stands below 15, and the walk finds it in its place.
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from twitlab.arguments import as_ints, as_path, check_int
from twitlab.columns import Column, Ints, is_in
from twitlab.errors import BadType, BadValue
from twitlab.ids import MAX_ID, TweetId
from twitlab.search.answers import SearchPage, SearchWork, check_page, page_of
from twitlab.search.lookups import Lookups
from twitlab.search.merging import Merge
from twitlab.search.plans import plan_of
from twitlab.search.posts import Posts, as_posts, refuse_other_texts
from twitlab.search.saving import Saved, load, save
from twitlab.search.segment import MAX_TWEETS, Segment, make_segment
from twitlab.search.walk import gather, walk
from twitlab.tweet import TweetBatch, check_text

# A segment that is sealed has fewer than twice as many tweets as it was asked to have.
MAX_SEALED: Final = MAX_TWEETS // 2
_CHUNK: Final = 1 << 14  # tweets in a new segment, at most
_FAN_IN_BITS: Final = 2  # 4 segments of a size make one of the next
_AT_ONCE: Final = 1 << 16  # tweets that are merged in one go: some milliseconds
_PACE: Final = (
    4  # postings that a larger merge moves for one that is written, so that it is in time
)
_MORE: Final = 4  # times as many tweets are to be expected of the next segments
_MANY: Final = 8  # sealed segments: where terms are in so many is kept
_NONE: Final = np.empty(0, np.int64)


class SearchIndex:
    """Find tweets by their words, tags, names and authors, the newest first.

    The model: a tweet can be found when `index` returns. Tweets come in any order and any number of
    times; of one id, the text never changes. What was deleted stays so, also if its tweet comes
    later. Segments never change, so who has a copy of one has all of it. Left out: ranking, stems
    and synonyms, words of languages that write no spaces, many writers.

    Args:
        segment_tweets: how many tweets a segment holds when it is sealed, 1 to 2**23.
        positions: whether it is kept where in its tweet a word stands, which phrases need, and who
            searches for 東京 or t.co/x.
        seed: of the hash of terms, 0 to 2**63 - 1.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: O(words) space: 4 bytes for each word of a tweet, 12 for each term of a segment, 12
    a tweet. What is kept of queries and look-ups is bounded, and not counted in `nbytes`.

    Source: Busch et al., "Earlybird: Real-Time Search at Twitter", ICDE 2012.

    >>> index = SearchIndex()
    >>> index.index(np.array([20, 29, 34]), ["big quake", "quake again", "big news"], 7)
    3
    >>> index.search("quake").ids.tolist(), index.search("quake -again from:7").ids.tolist()
    ([29, 20], [20])
    """

    def __init__(
        self, *, segment_tweets: int = 1 << 20, positions: bool = True, seed: int = 0
    ) -> None:
        self._segment_tweets = check_int("segment_tweets", segment_tweets, 1, MAX_SEALED)
        if not isinstance(positions, bool):
            raise BadType(f"positions must be True or False, got {positions!r:.80}")
        self._positions = positions
        self._seed = check_int("seed", seed, 0, (1 << 63) - 1)
        self._sealed: list[Segment] = []
        self._open: list[Segment] = []  # small ones, in the order of writing
        self._merges: list[Merge] = []  # of segments that are still open; none is in two
        self._deleted = np.empty(0, np.int64)  # all ids, ascending, known or not
        self._lookups = Lookups(())  # of what is sealed
        self._by_time: list[Segment] = []  # all segments, the one with the newest tweet first

    def __len__(self) -> int:
        """Count the tweets, those deleted among them."""
        return sum(map(len, self._by_time))

    def __repr__(self) -> str:
        return f"<SearchIndex of {len(self):,} tweets in {len(self._by_time)} segments>"

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All segments, the one with the newest tweet first; an open one may be several."""
        return tuple(self._by_time)

    @property
    def nbytes(self) -> int:
        """Count the bytes of all segments."""
        return self._deleted.nbytes + sum(each.nbytes for each in self._by_time)

    def index(
        self,
        tweet_ids: TweetBatch | Column,
        texts: Sequence[str] | str | None = None,
        user_ids: Column | None = None,
    ) -> int:
        """Take tweets, which can be found from then on.

        Args:
            tweet_ids: a TweetBatch with texts; or ids, an int or an array of integers, in any
                order, shape (tweets,).
            texts: what they say, at most 10,000 characters and 256 words each.
            user_ids: who wrote each; one for all, or one for each; None if that is not known.

        Returns:
            How many are new. One that is known or deleted changes nothing.

        Raises:
            BadType: an argument is of the wrong type.
            BadValue: columns differ in length, a number is out of range, or a text has a lone
                surrogate or is too long. Then nothing was taken.
            AnotherText: an id is known with another text or author. Then nothing was taken.

        Complexity: O(w log w) for w words, and O(log(all)) moves of each posting in the long run,
        a slice at a time.

        >>> index = SearchIndex()
        >>> index.index(20, "hello"), index.index(20, "hello")
        (1, 0)
        """
        posts = self._new(as_posts(tweet_ids, texts, user_ids))
        size = min(_CHUNK, self._segment_tweets)
        made = [
            make_segment(posts[at : at + size], self._seed, self._positions)
            for at in range(0, len(posts), size)
        ]
        for segment in made:
            self._add(segment)
        return len(posts)

    def delete(self, tweet_ids: Column) -> int:
        """Delete tweets: they are not found from then on, also if they come later or again.

        Args:
            tweet_ids: known or not, an int or an array of integers, shape (tweets,).

        Returns:
            How many could be found until now.

        Raises:
            BadType: tweet_ids are neither an int nor an array of integers.
            BadValue: one is out of range.

        Complexity: O((tweets + all deleted) log segments). The postings go when their segment is
        merged next.

        >>> index = SearchIndex()
        >>> index.delete(20), index.index(20, "hello"), index.search("hello").ids.tolist()
        (0, 0, [])
        """
        ids = np.unique(as_ints("tweet_ids", tweet_ids, MAX_ID))
        self._deleted = np.union1d(self._deleted, ids)
        return sum(segment.delete(ids) for segment in self._by_time)

    def search(self, query: str, n: int = 20, before: TweetId | None = None) -> SearchPage:
        """Find the newest tweets that a query asks for.

        Args:
            query: words, "AND" between them by default, OR, -not, "a phrase", from:user, #tag,
                @mention, since: and until:, parentheses.
            n: how many at most, 1 to 10,000.
            before: None, or the cursor of the page before. Tweets that were written meanwhile are
                newer, so no page repeats one.

        Returns:
            The page, and what it cost.

        Raises:
            BadType: query is not a str, or another argument is not an int.
            BadValue: query cannot be read (as BadQuery, with its column) or needs positions that
                are not kept; n or before is out of range.

        Complexity: O(segments * log(terms) + postings passed). Those are few if many tweets match,
        and all of the shorter list if none does.

        >>> index = SearchIndex()
        >>> _ = index.index(np.array([20, 29, 34]), ["a", "a b", "a"])
        >>> page = index.search("a", n=2)
        >>> page.ids.tolist(), index.search("a", n=2, before=page.cursor).ids.tolist()
        ([34, 29], [20])
        """
        n, before = check_page(n, before)
        check_text("query", query)  # before it is looked up among those known
        asked = plan_of(query, self._seed)
        if asked.needs_places and not self._positions:
            raise BadValue(
                "query must ask for single words where no positions are kept (positions=True keeps "
                f"them), got {query!r:.80}"
            )
        look_up = self._lookups.of(asked.terms)
        ids, opened, read, is_early, least = _NONE, 0, 0, False, 0
        left, spare = [each for each in self._by_time if each.oldest < before], 1
        while left:
            if left[0].newest < least:
                is_early = True
                break
            # What is older than all that was found need only fill the page; else it is read alone.
            is_older = not len(ids) or left[0].newest < ids[-1]
            missing = n - len(ids) if is_older else n
            reader, looked_up = gather(
                left if is_older else left[:1], asked.plan, look_up, spare * missing
            )
            left, opened, spare = left[looked_up:], opened + looked_up, _MORE * spare
            if reader is None:
                continue
            low, high = reader.place(least), reader.place(before)
            if low >= high:
                continue
            found = walk(reader, asked.plan, missing, low, high)
            read += found.postings_read
            is_early |= found.stopped_early
            if len(found.tweets):
                ids = _newest(ids, reader.ids_of(found.tweets)[::-1], n)
                least = int(ids[-1]) + 1 if len(ids) == n else 0
        if read and min(opened, len(self._sealed)) >= _MANY:
            self._lookups.keep(asked.terms)
        return page_of(ids, n, SearchWork(opened, read, is_early))

    def seal(self) -> None:
        """Make one segment of all that is open, in one go; the next tweet begins a new one.

        Complexity: O(postings of the open segment).
        """
        self._merges = []
        self._sealed += self._merged(self._open)
        self._open = []
        self._order()

    def merge(self) -> None:
        """Make one segment of all, sealed ones too, in one go; several above 2**24 tweets.

        Complexity: O(postings).
        """
        self.seal()
        self._sealed = self._merged(self._by_time[::-1])
        self._order()

    def save(self, folder: str | Path) -> None:
        """Keep the index in a folder. Who is killed while it saves has the state before.

        Two that save into one folder take turns; the index of the later one is what is left.

        Args:
            folder: new, empty, or what an index was saved to before, which this one replaces.

        Raises:
            BadType: folder is no path.
            BadValue: folder is a file, has other files, or is written by another for seconds.
            OSError: the disk refuses.

        Complexity: O(bytes); only segments that are not there yet are written.
        """
        settings = {
            "segment_tweets": self._segment_tweets,
            "positions": self._positions,
            "seed": self._seed,
        }
        save(as_path("folder", folder), Saved(settings, self._sealed, self._open, self._deleted))

    @classmethod
    def open(cls, folder: str | Path) -> "SearchIndex":
        """Open a saved index, its segments mapped from their files.

        Raises:
            BadType: folder is no path.
            DamagedFile: a file is missing, cut, changed or of another version; it is named.

        Complexity: O(bytes), which are read once to check them; memory is used for what is read.
        """
        saved = load(as_path("folder", folder))
        index = cls(**saved.settings)
        index._sealed, index._open, index._deleted = saved.sealed, saved.open_, saved.deleted
        for segment in saved.sealed + saved.open_:
            segment.delete(saved.deleted)
        index._order()
        return index

    def check_invariants(self) -> None:
        """Assert that segments are in order, and no tweet is in two.

        Complexity: O(postings).
        """
        assert sorted(map(id, self._by_time)) == sorted(map(id, self._sealed + self._open))
        newest = [each.newest for each in self._by_time]
        assert newest == sorted(newest, reverse=True)
        for segment in self._by_time:
            segment.check_invariants()
            gone = is_in(segment.ids, self._deleted)
            marked = segment.is_deleted if segment.is_deleted is not None else np.zeros_like(gone)
            assert np.array_equal(gone, marked)
        ids = np.concatenate([np.empty(0, np.int64), *(each.ids for each in self._by_time)])
        assert len(np.unique(ids)) == len(ids)
        merging = [id(each) for merge in self._merges for each in merge.segments]
        assert len(set(merging)) == len(merging)
        assert set(merging) <= set(map(id, self._open))
        assert (self._deleted[1:] > self._deleted[:-1]).all()

    def _new(self, posts: Posts) -> Posts:
        """Leave out what is known or deleted."""
        is_new = ~is_in(posts.ids, self._deleted)
        for segment in self._by_time:
            if not len(posts) or segment.newest < posts.ids[0]:
                break
            places = np.minimum(np.searchsorted(segment.ids, posts.ids), len(segment) - 1)
            is_known = is_new & (segment.ids.take(places) == posts.ids)
            refuse_other_texts(posts.ids, is_known & (segment.prints.take(places) != posts.prints))
            is_new &= ~is_known
        return posts.where(is_new)

    def _add(self, segment: Segment) -> None:
        if len(segment) >= self._segment_tweets:
            self._sealed.append(segment)
        else:
            self._open.append(segment)
            self._begin_merges()
            self._go_on(_PACE * len(segment.postings))
        self._order()

    def _begin_merges(self) -> None:
        """Merge four segments of one size, and all that are open when they are many enough."""
        busy = {id(each) for merge in self._merges for each in merge.segments}
        free = [each for each in self._open if id(each) not in busy]
        if sum(map(len, free)) >= self._segment_tweets:
            self._merges.append(Merge(free))
            return
        by_size = defaultdict(list)
        for each in free:
            by_size[_size(each)].append(each)
        for some in by_size.values():
            if len(some) >> _FAN_IN_BITS:
                self._merges.append(Merge(some))
                if sum(map(len, some)) <= _AT_ONCE:
                    self._end(self._merges[-1])

    def _go_on(self, postings: int) -> None:
        """Take each merge as many postings further, and put in place what is done."""
        for merge in tuple(self._merges):
            moved = 0
            while moved <= postings and not merge.is_done:
                moved += merge.step()
            if merge.is_done:
                self._end(merge)

    def _end(self, merge: Merge) -> None:
        self._merges.remove(merge)
        old = {id(each) for each in merge.segments}
        self._open = [each for each in self._open if id(each) not in old]
        made = merge.result()
        made.delete(self._deleted)  # also what was deleted after its slice was merged
        is_full = len(made) >= self._segment_tweets
        (self._sealed if is_full else self._open).append(made)

    def _merged(self, segments: Sequence[Segment]) -> list[Segment]:
        """Merge segments in one go, into as few as can number their tweets."""
        groups: list[list[Segment]] = []
        for segment in segments:
            if not groups or sum(map(len, groups[-1])) + len(segment) > MAX_TWEETS:
                groups.append([])
            groups[-1].append(segment)
        made = [each[0] if len(each) == 1 else Merge(each).result() for each in groups]
        for segment in made:
            segment.delete(self._deleted)
        return made

    def _order(self) -> None:
        self._by_time = sorted(
            self._sealed + self._open, key=lambda each: each.newest, reverse=True
        )
        if self._lookups.sealed != tuple(self._sealed):
            self._lookups = Lookups(self._sealed)


def _size(segment: Segment) -> int:
    return (len(segment).bit_length() - 1) // _FAN_IN_BITS


def _newest(ids: Ints, more: Ints, n: int) -> Ints:
    """Put two descending columns into one, and keep the first n."""
    if not len(ids):
        return more
    both = np.concatenate([ids, more])
    if more[0] > ids[-1]:  # segments whose times overlap
        both = np.sort(both)[::-1]
    return both[:n]
