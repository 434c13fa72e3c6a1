"""Find tweets by what they say, the newest first, seconds after they were written.

What one would write first is `plain.py`; what Twitter had first is `by_table.py`. A text becomes
words in `tokens.py`, one at a time, and in `words.py`, a batch at once, by the rules of
`word_breaks.py`; a word becomes 64 bits in `terms.py`. A query is read in `query.py`, and planned
in `plans.py`.

The index (`index.py`) takes tweets (`posts.py`) into segments of posting lists (`segment.py`),
which never change and are merged in slices (`merging.py`). A search walks through them from the
newest (`walk.py`), a window at a time (`windows.py`), and its answer says what it cost
(`answers.py`). Segments that follow each other in time are read as one (`readers.py`,
`posting_lists.py`); where a term is in them is kept (`lookups.py`). Saved segments are files that
never change (`saving.py`).

An index that one machine cannot hold is spread over partitions (`partitioned.py`), by a strategy
(`routing.py`): each tweet in one of them (`document_partitions.py`), or each posting list
(`term_partitions.py`; its lists are in `term_lists.py`, how a query goes from one to the next in
`term_search.py`). Each partition has replicas (`replicas.py`), and what they send each other is
counted in `traffic.py`.
"""

from twitlab.search.answers import SearchPage, SearchWork
from twitlab.search.by_table import TableSearch
from twitlab.search.index import SearchIndex
from twitlab.search.partitioned import PartitionedSearch
from twitlab.search.plain import PlainSearch
from twitlab.search.posts import AnotherText
from twitlab.search.query import BadQuery
from twitlab.search.routing import ByDocument, ByDocumentInTime, ByTerm, ByTime, SearchStrategy
from twitlab.search.tokens import fold, tags_and_names, tokens
from twitlab.search.traffic import ListMove, PartitionedPage, PartitionedWork, SearchLoad

__all__ = [
    "AnotherText",
    "BadQuery",
    "ByDocument",
    "ByDocumentInTime",
    "ByTerm",
    "ByTime",
    "ListMove",
    "PartitionedPage",
    "PartitionedSearch",
    "PartitionedWork",
    "PlainSearch",
    "SearchIndex",
    "SearchLoad",
    "SearchPage",
    "SearchStrategy",
    "SearchWork",
    "TableSearch",
    "fold",
    "tags_and_names",
    "tokens",
]
