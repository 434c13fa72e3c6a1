"""Give each key a number of 64 bits, and the key back for those numbers that are kept."""

from collections.abc import Iterator, Sequence

import numpy as np

from twitlab.arguments import is_int
from twitlab.columns import Ints
from twitlab.counting.answers import Key
from twitlab.counting.keys import Keys, as_column, hash_keys
from twitlab.counting.one_key import check_key
from twitlab.errors import BadType


class Names:
    """Turn keys of one type into numbers: a number is itself, a text is its hash.

    The texts of numbers that are kept stand in a dict. Two texts of one hash would be one key:
    among a million that were chosen without knowing the seed, once in 37 million times.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._texts: dict[int, str] | None = None  # None as long as there are only numbers
        self._is_empty = True

    def numbers(self, keys: Keys) -> Ints:
        """Give the number of each key, int64, shape (keys,); nothing is remembered.

        Raises:
            BadType: keys are neither whole numbers nor texts, or of the other type than those
                before.
            BadValue: a number is out of range, or a text has a lone surrogate.
        """
        if isinstance(keys, np.ndarray) or is_int(keys):
            column = as_column(keys).astype(np.int64, copy=False)
            self._refuse(self._texts is not None and len(column) > 0, "int")
            return column
        numbers: Ints = hash_keys(keys, self._seed).view(np.int64)
        self._refuse(not self._is_empty and self._texts is None and len(numbers) > 0, "str")
        return numbers

    def number(self, key: Key) -> int:
        """Give the number of one key, as numbers does."""
        return int(self.numbers(check_key(key))[0])

    def remember(self, keys: Keys, numbers: Ints, kept: Ints) -> None:
        """Keep the texts of numbers that are kept, and forget all others.

        Args:
            keys: that came now.
            numbers: theirs, in the same order.
            kept: those that are kept, from now or from before, ascending.
        """
        if not len(numbers) or (self._is_empty and not len(kept)):
            return
        self._is_empty = False
        if isinstance(keys, np.ndarray) or is_int(keys):
            return
        texts: Sequence[str] = [keys] if isinstance(keys, str) else keys
        known = self._texts or {}
        kept_now = kept.tolist()
        missing = np.array([each for each in kept_now if each not in known], np.int64)
        order = np.argsort(numbers, kind="stable")
        places = order.take(np.searchsorted(numbers, missing, sorter=order), mode="clip")
        new = {each: texts[at] for each, at in zip(missing.tolist(), places.tolist())}
        self._texts = {each: known.get(each) or new.get(each, "") for each in kept_now}

    def adopt(self, other: "Names", kept: Ints) -> None:
        """Keep the texts of numbers that are kept, this one's or another's.

        Raises:
            BadType: the other has keys of the other type.
        """
        self.refuse_others(other)
        if other._is_empty:
            return
        self._is_empty = False
        if other._texts is not None:
            both = other._texts | (self._texts or {})
            self._texts = {each: both[each] for each in kept.tolist()}

    def refuse_others(self, other: "Names") -> None:
        """Refuse keys of the other type.

        Raises:
            BadType: the other has such.
        """
        both = not self._is_empty and not other._is_empty
        is_wrong = both and (self._texts is None) != (other._texts is None)
        self._refuse(is_wrong, "int" if other._texts is None else "str")

    def keys(self, numbers: Ints) -> Iterator[Key]:
        """Give the keys of numbers that are kept."""
        texts = self._texts
        return (each if texts is None else texts[each] for each in numbers.tolist())

    def check_invariants(self, kept: Ints) -> None:
        """Assert that the texts of numbers that are kept stand here, and no others."""
        assert self._texts is None or [*self._texts] == kept.tolist()

    def _refuse(self, is_wrong: bool, got: str) -> None:
        if is_wrong:
            kept = "int" if self._texts is None else "str"
            raise BadType(f"key must be of one type with those before, {kept}, got {got}")
