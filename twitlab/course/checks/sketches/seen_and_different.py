"""The check of *Seen, and how many?*: a Bloom filter and the registers of a HyperLogLog."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any, Final

from hypothesis import strategies as st

from twitlab.course.book.jsonable import items as items_of
from twitlab.course.checking.check import Case, Observed, taken_apart
from twitlab.course.kinds.coding import alike, code_check

Answer = tuple[list[bool], list[int]]

REGISTERS, REST_BITS, SHIFTS = 16, 60, (0, 16, 32)
"""How many registers, which bits are not their number, and by how much a place is shifted."""

REFERENCE = """\
def seen_and_different(hashes, bits):
    is_set = [False] * bits
    registers = [0] * 16
    seen = []
    for number in hashes:
        places = [(number >> shift) % bits for shift in (0, 16, 32)]
        seen.append(all(is_set[place] for place in places))
        for place in places:
            is_set[place] = True
        register, rest = number >> 60, number % (1 << 60)
        rank = 61 - rest.bit_length()
        registers[register] = max(registers[register], rank)
    return seen, registers
"""

MISTAKES = """
# one bit is enough
You take a key for seen as soon as *one* of its bits is set. One place in common is quickly found
among many keys. If the key came before, how many of its three bits were set then?
~ all(is_set[place] for place in places) -> any(is_set[place] for place in places)

# set before it is asked
You set the bits of a key and then look whether they are set. They always are. First ask, then set.
-        seen.append(all(is_set[place] for place in places))
-        for place in places:
-            is_set[place] = True
+        for place in places:
+            is_set[place] = True
+        seen.append(all(is_set[place] for place in places))

# never set
You ask for bits, and nobody sets them. So nothing was ever seen. What does a key leave behind?
-        for place in places:
-            is_set[place] = True

# one place for a key
You use one place of a key, and there are three. With one place, each key whose bit is set by anyone
is taken for seen. Three places must all be set, and that happens by chance far more rarely.
~ [(number >> shift) % bits for shift in (0, 16, 32)] -> [number % bits]

# shifted by a remainder
You write `h >> 16 % bits`, and Python works out `16 % bits` first: the hash is shifted by what is
left of 16, and not by 16. Put brackets: `(h >> 16) % bits`.
~ number >> shift -> number >> shift % bits

# an index beyond the list
You ask a list for a place that it does not have. Is it the list of bits? `h >> 16 % bits` shifts by
`16 % bits`, and takes no remainder of what comes out: write `(h >> 16) % bits`. Is it that of the
registers? Then take the first four of 64 bits, and no more.
~ (number >> shift) % bits -> number >> shift % bits

# never a wrong yes
You never say "seen" of a key that did not come: so you keep more than `bits` bits. Is it the hashes
themselves, in a set? Or places that are not below `bits`? `h >> 16 % bits` shifts by `16 % bits`,
and takes no remainder of what comes out: write `(h >> 16) % bits`. The contract wants the answer of
the filter, with its errors.
~ all(is_set[place] for place in places) -> number in set(hashes[: len(seen)])

# the three places kept together
You keep the three places of each key as one thing, and ask whether the same three came before. That
is a set again, with an entry for each key. A filter does not know which key has set a bit: the
three of a key may have been set by three others.
-        seen.append(all(is_set[place] for place in places))
-        for place in places:
-            is_set[place] = True
+        seen.append(tuple(places) in is_set)
+        is_set.append(tuple(places))

# new in place of seen
You say True where the key is *new*. The first list says which keys were **seen** before.
~ all(is_set[place] for place in places) -> not all(is_set[place] for place in places)

# each place has bits of its own
You keep a row of bits for each of the three places. That is a good filter, of three times the size:
here there are `bits` bits in all, and the three places share them.
~ [False] * bits -> [[False] * bits for _ in range(3)]
~ (is_set[place] for place in places) -> (row[place] for row, place in zip(is_set, places))
~ for place in places: -> for row, place in zip(is_set, places):
~ is_set[place] = True -> row[place] = True

# registers for new keys only
You update a register only if the filter says that the key is new. Now and then it says "seen" of a
key that never came, and this key is then missing in the registers too. A key that comes again
changes no register: so what would you have spared?
-        registers[register] = max(registers[register], rank)
+        if not seen[-1]:
+            registers[register] = max(registers[register], rank)

# the last in place of the most
Your register has the rank of the key that came last. One key with many zeros is what tells of many
keys, and the next one wipes it out. What does a register keep?
~ max(registers[register], rank) -> rank

# the least in place of the most
Your register keeps the smallest rank. Half of all keys have rank 1, so it is soon 1, whether ten
keys came or ten million. Which rank is rare, and shows up only where there were many?
~ max(registers[register], rank) -> min(registers[register] or rank, rank)

# ranks added up
You add the ranks up. A key that comes twice then counts twice, and these registers are there to
count *different* keys. What changes nothing when it is done again?
~ registers[register] = max(registers[register], rank) -> registers[register] += rank

# events counted in the registers
You count how many events fell into each register. That is a histogram: a key that comes again
counts again. A register keeps the largest rank that it saw.
~ registers[register] = max(registers[register], rank) -> registers[register] += 1

# zeros without the one
Your rank is the number of zeros. It is the *place* of the first 1, which is one more. With zeros
alone a register that saw a key with no zeros looks like one that saw no key.
~ 61 - rest.bit_length() -> 60 - rest.bit_length()

# zeros of all 64 bits
You count the zeros from the first of all 64 bits. The first four say which register it is. They are
used up: in register 0 every key would begin with four zeros. Look at the other 60.
~ 61 - rest.bit_length() -> 65 - number.bit_length()

# zeros from the other end
You count zeros from the last bit. They are as rare there, and it would do; the contract counts from
the first of the 60 bits, so that registers of two servers fit together.
~ 61 - rest.bit_length() -> (rest & -rest).bit_length() or 61

# the length in place of the zeros
You keep how many bits are left from the first 1 on. That is small where there are many zeros, so
the rare keys vanish in the maximum. How many bits stand *before* the first 1?
~ 61 - rest.bit_length() -> rest.bit_length()

# zeros that are not written
You write the number in base 2 and look for the first 1. Python leaves the zeros in front out, so it
is always the first. Fill up to 60 digits: `f"{rest:060b}"`.
~ 61 - rest.bit_length() -> f"{rest:b}".find("1") + 1

# no 1 at all
A hash whose 60 bits are all 0 has no first 1, and you give it the rank 0. It is the rarest of all:
the contract gives it 61, one more than the last place.
~ rest.bit_length() -> rest.bit_length() if rest else 0

# 60 zeros taken for 59
You give the hash whose 60 bits are all 0 the rank 60, which is that of a 1 in the last place. It
has one zero more: 61.
~ 61 - rest.bit_length() -> min(61 - rest.bit_length(), 60)

# the register from the last bits
You take the last four bits for the register. The contract takes the first four, and zeros are
counted in the other 60.
~ number >> 60, number % (1 << 60) -> number % 16, number >> 4

# all in one register
You keep one register for all keys. One guess from one maximum is off by a factor of two and more;
16 of them in parts of the stream can be averaged. Which bits say whose turn it is?
~ [0] * 16 -> [0]
~ registers[register] = max(registers[register], rank) -> registers[0] = max(registers[0], rank)

# the two the wrong way round
You return the registers first. The contract has what was seen first, and then the registers.
~ seen, registers -> registers, seen

# one True for all
You return one answer for the whole stream. There is one for each event: was *it* seen before?
~ seen, registers -> all(seen), registers

# how many were seen
You return how many were taken for seen. The contract asks for one answer for each event, in their
order.
~ seen, registers -> sum(seen), registers
"""

WITH_ONE_NUMBER = """\
def seen_and_different(hashes, bits):
    filled, registers, seen = 0, {}, []
    for number in hashes:
        mask = 0
        for shift in (0, 16, 32):
            mask |= 1 << (number >> shift) % bits
        seen.append(filled & mask == mask)
        filled |= mask
        text = f"{number:064b}"
        which, rest = int(text[:4], 2), text[4:]
        rank = len(rest) - len(rest.lstrip("0")) + 1
        if rank > registers.get(which, 0):
            registers[which] = rank
    return [seen, [registers.get(which, 0) for which in range(16)]]
"""

ONE_AFTER_THE_OTHER = """\
def seen_and_different(hashes, bits):
    def places(number):
        return {number % bits, (number >> 16) % bits, (number >> 32) % bits}

    def rank(number):
        found = 1
        while found <= 60 and not number >> (60 - found) & 1:
            found += 1
        return found

    known, seen = set(), []
    for number in hashes:
        seen.append(places(number) <= known)
        known |= places(number)
    ranks = [[0] for _ in range(16)]
    for number in hashes:
        ranks[number >> 60].append(rank(number))
    return seen, [max(some) for some in ranks]
"""


def _hash(register: int, rank: int, low: int) -> int:
    """Make a hash of a register and a rank whose last bits are given."""
    return (register << REST_BITS) + (1 << REST_BITS - rank) + low


_A, _B, _C = _hash(3, 2, 5 + (9 << 16) + (2 << 32)), _hash(3, 4, 5), _hash(0, 1, 7 + (2 << 16))
_MOST: Final = (1 << 64) - 1
ALONE: tuple[tuple[list[int], int], ...] = (
    ([_A], 10),
    ([], 10),
    ([0], 10),
    ([_MOST], 10),
    ([1], 4),
    ([_A, _A], 10),
    ([_A, _B], 10),
    ([_B, _A], 10),
    ([_A, _B, _A], 10),
    ([_A, _C, _B], 10),
    ([_C, _B, _A, _B], 7),
    ([_A, _B], 1),
    ([1, 2], 1),
    ([0, _MOST, 0], 64),
    # 5 has one place, which is one of the three of the first.
    ([_A, 5], 10),
    ([5, _A], 10),
    # The last has the places 1, 2 and 3, each set by another: a wrong yes, in its own register.
    ([1, 2, 3, _hash(9, 5, 1 + (2 << 16) + (3 << 32))], 16),
    ([1 + (2 << 16), 3, _hash(9, 5, 1 + (2 << 16) + (3 << 32))], 64),
    ([1 << 16, 1 << 32, 1], 10),
    ([1, 2 << 16, 3 << 32, 1 + (2 << 16) + (3 << 32)], 16),
    ([1 + (1 << 16) + (1 << 32), 0], 16),
    ([_hash(15, 60, 0), _hash(15, 7, 0), _hash(14, 59, 1)], 100),
    ([_hash(2, 7, 1), _hash(2, 3, 2), _hash(2, 5, 4), _hash(8, 6, 0)], 50),
    ([_hash(1, 3, 6), _hash(1, 3, 6), _hash(1, 2, 6)], 50),
    ([15 << 60, 15 << 60], 33),
)


def right(hashes: Sequence[int], bits: int) -> Answer:
    """Work it out event by event, from all that came before."""
    seen, registers = [], [0] * REGISTERS
    for at, number in enumerate(hashes):
        filled = {place for each in hashes[:at] for place in places_of(each, bits)}
        seen.append(set(places_of(number, bits)) <= filled)
        registers[number >> REST_BITS] = max(registers[number >> REST_BITS], rank_of(number))
    return seen, registers


def places_of(number: int, bits: int) -> list[int]:
    """Give the three places of a hash."""
    return [(number >> shift) % bits for shift in SHIFTS]


def rank_of(number: int) -> int:
    """Give the place of the first 1 behind the register, from 1 on."""
    return f"{number:064b}1".index("1", 64 - REST_BITS) - (64 - REST_BITS) + 1


def drawn(rng: random.Random) -> Iterator[tuple[list[int], int]]:
    """Draw short streams in which keys come again, and some hashes have many zeros."""
    for _ in range(40):
        some = [
            _hash(rng.randrange(REGISTERS), rng.randint(1, 12), rng.randrange(1 << 48))
            for _ in range(rng.randint(1, 6))
        ]
        bits = rng.choice([1, 2, 7, 12, 20, 50, 300])
        yield [rng.choice(some) for _ in range(rng.randrange(10))], bits


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer, and take 1 and 0 for True and False."""
    hashes = list(case["hashes"])
    returned = answer(hashes, case["bits"])
    seen, registers = taken_apart(returned, "what was seen", "the registers")
    if isinstance(seen, (list, tuple)) and all(
        type(each).__name__ in ("bool", "bool_", "int") and each in (0, 1) for each in seen
    ):
        seen = [bool(each) for each in seen]
    return {"returned": type(returned)((seen, registers)), "unchanged": hashes == case["hashes"]}


def call(case: Case) -> str:
    """Write the call down, with hashes in base 16."""
    shown = ", ".join(f"0x{number:_x}" for number in case["hashes"])
    return f"seen_and_different([{shown}], {case['bits']})"


def why(case: Case, got: Any, expected: Answer) -> str:
    """Say which event or which register is wrong."""
    said, kept = (items_of(each) for each in items_of(got) or ())
    hashes, bits = case["hashes"], case["bits"]
    if said is None or len(said) != len(hashes):
        return "First comes a list with True or False for each event."
    if kept is None or len(kept) != REGISTERS:
        return f"Then come the {REGISTERS} registers."
    for at, number in enumerate(hashes):
        if not alike(said[at], expected[0][at]):
            filled = sorted({place for each in hashes[:at] for place in places_of(each, bits)})
            before = f"before it are set: {', '.join(map(str, filled)) or 'none'}"
            places = ", ".join(map(str, places_of(number, bits)))
            return f"Event {at} (from 0) has the places {places}; {before}."
    which = next(at for at in range(REGISTERS) if not alike(kept[at], expected[1][at]))
    ranks = [rank_of(number) for number in hashes if number >> REST_BITS == which]
    told = ", ".join(map(str, ranks)) if ranks else "none"
    return f"Register {which} saw these ranks: {told}."


def strategy() -> st.SearchStrategy[Case]:
    """Give few hashes, with small places."""
    number = st.builds(_hash, st.integers(0, 2), st.integers(1, 5), st.integers(0, 9))
    return st.builds(
        lambda hashes, bits: {"hashes": hashes, "bits": bits},
        st.lists(number, min_size=1, max_size=4),
        st.integers(1, 12),
    )


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(WITH_ONE_NUMBER, ONE_AFTER_THE_OTHER),
    fixed=ALONE,
    drawn=drawn,
    call=call,
    observe=observe,
    right=right,
    why=why,
    fingerprint=lambda seen: {**seen, "returned": items_of(seen["returned"])},
    lent=("the list of hashes", "It belongs to the caller. Only read it."),
    strategy=strategy,
)
