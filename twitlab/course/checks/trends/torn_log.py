"""The check of *After the power cut*: what a damaged log still holds, and what is wrong with it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any
from zlib import crc32

from hypothesis import strategies as st

from twitlab.course.book.jsonable import items, plain, shown, written
from twitlab.course.checking.check import Case, Observed, taken_apart
from twitlab.course.kinds.coding import alike, code_check

Found = list[tuple[int, str, int, bytes]]
"""Places in order: where, what stands there, its sequence, its payload."""

REFERENCE = """\
def recover(data):
    from zlib import crc32

    def number(at):
        return int.from_bytes(data[at : at + 4], "big")

    def is_header(at):
        return at + 16 <= len(data) and crc32(data[at : at + 12]) == number(at + 12)

    events, losses, torn, taken, at = [], [], None, set(), 0
    while at < len(data):
        if not is_header(at):
            places = range(at + 1, len(data))
            found = next((place for place in places if is_header(place)), None)
            if found is None:
                torn = at
                break
            losses.append(("header", at))
            at = found
            continue
        sequence, start = number(at), at + 16
        end = start + number(at + 4)
        if end > len(data):
            torn = at
            break
        if crc32(data[start:end]) != number(at + 8):
            losses.append(("payload", at))
        elif sequence not in taken:
            taken.add(sequence)
            events.append(data[start:end])
        at = end
    return events, losses, torn
"""

MISTAKES = """
# stops at a payload that is damaged
You stop at the first payload whose sum is wrong. One bit of one frame is changed, and you throw
away all that follows. Its header is whole: where does the next frame begin?
-            losses.append(("payload", at))
+            losses.append(("payload", at))
+            break

# a damaged payload taken for the tail
You take the first payload whose sum is wrong for the torn tail. But the payload is all there, and
frames follow. Who cuts the log off here destroys what was acknowledged.
-            losses.append(("payload", at))
+            torn = at
+            break

# a damaged header taken for the tail
You take the first header whose sum is wrong for the torn tail. One bit in one length, and a
thousand good frames behind it are cut off, in silence. Does anything follow?
-            places = range(at + 1, len(data))
+            places = range(0)

# the length trusted
You do not look at the sum of the header. If a bit of the *length* is changed, you jump to a wrong
place, or beyond the end, and then it looks like a torn tail. What must be known before a length is
used?
-        if not is_header(at):
+        if at + 16 > len(data):

# the length of a damaged header
The sum of the header is wrong, and you go on where its length says. It may be just the length that
is changed. Which number of this header can you still trust?
-            at = found
+            at += 16 + number(at + 4)

# the last frame taken for the tail
You take a damaged payload for the torn tail if its frame is the last one. All its bytes are there,
so the contract calls it a loss: it may have been acknowledged. A tail is what is *not all there*.
-            losses.append(("payload", at))
+            if end == len(data):
+                torn = at
+                break
+            losses.append(("payload", at))

# a short rest overlooked
You stop when fewer than 16 bytes are left, and say that nothing is torn. A header of which only a
part was written is a torn tail too. If new frames are written behind it, it looks like damage.
-    while at < len(data):
+    while at + 16 <= len(data):

# the tail reported as a loss
You report the torn tail as a loss. It was being written when the power went. Nobody had been told
that it was there, so nothing that was promised is missing. An alarm after each power cut is soon
read by nobody.
-    return events, losses, torn
+    return events, losses + [("header", at)] * (torn is not None), torn

# a payload that is cut called damaged
The header is right, and its payload goes beyond the end of the data. You find its sum wrong, and
report a loss. It is not changed: it was never written to its end. Ask for the end before the sum.
-        if end > len(data):
-            torn = at
-            break

# searches behind a payload that is cut
The header is right, and its payload goes beyond the end. You take it for damaged, and search. Its
length can be trusted: nothing can follow. It is the tail.
-        if end > len(data):
-            torn = at
-            break
+        if end > len(data):
+            losses.append(("header", at))
+            at += 1
+            continue

# only a whole frame found
You search for the next frame whose *payload* is right too. So you go past one that is damaged or
torn, and do not report it; if it is the last one, you take all for the tail. A right header is
enough to know that a frame begins here.
-            found = next((place for place in places if is_header(place)), None)
+            whole = (place for place in places if is_header(place))
+            whole = (n for n in whole if n + 16 + number(n + 4) <= len(data))
+            whole = (
+                n
+                for n in whole
+                if crc32(data[n + 16 : n + 16 + number(n + 4)]) == number(n + 8)
+            )
+            found = next(whole, None)

# searches in a payload that is damaged
A payload is damaged, and you search for the next header from its first byte on. The header is
right, so you know where the next frame begins. And a payload can hold bytes that look like a frame:
somebody has stored a piece of a log. When may you search at all?
-            losses.append(("payload", at))
+            losses.append(("payload", at))
+            at = next((n for n in range(at + 1, len(data)) if is_header(n)), len(data))
+            continue

# the search begins too late
You begin to search one byte too late. The next frame can stand at the very next byte: a single byte
too many has come into the log.
-            places = range(at + 1, len(data))
+            places = range(at + 2, len(data))

# the search begins behind the header
You leave out the 16 bytes of the damaged header. If bytes were lost, the next frame begins within
them. When nothing here can be trusted, only the next byte is left.
-            places = range(at + 1, len(data))
+            places = range(at + 16, len(data))

# in steps of a header
You search in steps of more than one byte, such as 16. A payload has any length, so a frame can
begin anywhere.
-            places = range(at + 1, len(data))
+            places = range(at + 16, len(data), 16)

# the search ends too early
You stop searching one place too early. A frame with an empty payload is just 16 bytes long, and can
stand at the very end. Which is the last place where a header fits?
-            places = range(at + 1, len(data))
+            places = range(at + 1, len(data) - 16)

# each byte a loss
You report a loss for each byte that you go past. It is one place that is damaged, where the search
began.
-            losses.append(("header", at))
-            at = found
+            losses += [("header", place) for place in range(at, found)]
+            at = found

# damaged payloads taken
You do not look at the sum of the payload. What you give back was never written by anybody: a bit of
it is changed, and nobody will ever know.
-        if crc32(data[start:end]) != number(at + 8):
-            losses.append(("payload", at))
-        elif sequence not in taken:
+        if sequence not in taken:

# damaged payloads left out in silence
You leave out what is damaged, and do not report it. Then a lost event looks like one that never
was. Who can fetch it from a copy must hear of it.
-            losses.append(("payload", at))
+            pass

# damaged headers left out in silence
You search on after a damaged header, and do not report it. Events are lost here. Who can fetch them
from a copy must hear of it.
-            losses.append(("header", at))

# a repeat taken twice
You take a frame twice. Its writer had no answer and sent it once more, with the same sequence. It
is one event.
-        elif sequence not in taken:
+        else:

# a repeat called a loss
You report a repeat as a loss. Nothing is missing: its event was taken already.
-        elif sequence not in taken:
+        elif sequence in taken:
+            losses.append(("payload", at))
+        else:

# noted before it is known to be whole
You note the sequence before you look at the sum of the payload. Then its repeat, which is whole,
is left out as known, and the event is lost though it is there. When is a frame taken?
-        if crc32(data[start:end]) != number(at + 8):
+        is_new = sequence not in taken
+        taken.add(sequence)
+        if crc32(data[start:end]) != number(at + 8):
-        elif sequence not in taken:
-            taken.add(sequence)
+        elif is_new:

# repeats known from the payload
You know a repeat from its payload. Two events can have the same bytes: two people press the same
button. The sequence is what tells them apart.
-        elif sequence not in taken:
-            taken.add(sequence)
+        elif data[start:end] not in taken:
+            taken.add(data[start:end])

# the last of two repeats
Where a sequence comes twice, you give the payload of the later one. The contract takes the first,
and leaves out what comes after it.
-    events, losses, torn, taken, at = [], [], None, set(), 0
+    events, losses, torn, at = {}, [], None, 0
-        elif sequence not in taken:
-            taken.add(sequence)
-            events.append(data[start:end])
+        else:
+            events[sequence] = data[start:end]
-    return events, losses, torn
+    return list(events.values()), losses, torn

# only the last sequence remembered
You compare with the sequence before. Between a frame and its repeat others can stand.
-        elif sequence not in taken:
-            taken.add(sequence)
+        elif taken != {sequence}:
+            taken = {sequence}

# sequences must go up
You leave out what has a lower sequence than the frame before. A repeat of a damaged frame comes
late, behind higher ones, and it is the only whole one. Which sequences were *taken*?
-        elif sequence not in taken:
+        elif sequence > max(taken, default=-1):

# in order of their sequences
You put the events in order by their sequences. The contract has them as they stand in the log.
-            events.append(data[start:end])
+            events.append((sequence, data[start:end]))
-    return events, losses, torn
+    return [payload for _, payload in sorted(events)], losses, torn

# an empty payload left out
You leave out a frame whose payload is empty. Its header is right, and so is its sum: it is an event
like any other.
-        elif sequence not in taken:
+        elif end > start and sequence not in taken:

# the sequence 0 left out
You leave out the frame with sequence 0. Sequences begin at 0, and in Python 0 counts as false.
-        elif sequence not in taken:
+        elif sequence and sequence not in taken:

# a frame up to the end called torn
You take a frame that ends just at the end of the data for torn. All of it is there.
-        if end > len(data):
+        if end >= len(data):

# no header in the last 16 bytes
You say that no header fits if just 16 bytes are left. It does: a frame with an empty payload is 16
bytes long.
-        return at + 16 <= len(data) and crc32(data[at : at + 12]) == number(at + 12)
+        return at + 16 < len(data) and crc32(data[at : at + 12]) == number(at + 12)

# no header is right
You find no right header at all, also where nothing is damaged. The header sum is of the 12 bytes
before it: it cannot be of the four in which it stands itself. And all numbers have the highest byte
first, "big".
-        return at + 16 <= len(data) and crc32(data[at : at + 12]) == number(at + 12)
+        return at + 16 <= len(data) and crc32(data[at : at + 16]) == number(at + 12)

# the end where nothing is torn
When nothing is torn you return the end of the data. The contract has None: who gets a place cuts
the log off there, and says so.
-    return events, losses, torn
+    return events, losses, at

# torn at 0 taken for nothing torn
The torn tail can begin at byte 0. You say None then: in Python 0 counts as false.
-    return events, losses, torn
+    return events, losses, torn or None

# how much is torn
You return how many bytes are torn. The contract asks where the tail begins: new frames are written
from there on.
-    return events, losses, torn
+    return events, losses, None if torn is None else len(data) - torn

# where it goes on
You report the place where you go on. The contract asks where the damaged frame begins.
-            losses.append(("header", at))
+            losses.append(("header", found))

# where the payload begins
You report where the damaged payload begins. The contract asks where its frame begins, 16 bytes
before.
-            losses.append(("payload", at))
+            losses.append(("payload", start))

# kinds exchanged
You call a damaged header "payload" and a damaged payload "header".
-            losses.append(("header", at))
+            losses.append(("payload", at))
-        if crc32(data[start:end]) != number(at + 8):
-            losses.append(("payload", at))
+        if crc32(data[start:end]) != number(at + 8):
+            losses.append(("header", at))

# the places alone
You return the places of the losses alone. The contract asks for pairs: the kind, and the place.
-    return events, losses, torn
+    return events, [at for _, at in losses], torn

# with their sequences
You return the sequences with the payloads. The contract asks for the payloads alone.
-            events.append(data[start:end])
+            events.append((sequence, data[start:end]))

# with their headers
You return whole frames. The contract asks for the payloads alone, without the 16 bytes of the
header.
-            events.append(data[start:end])
+            events.append(data[at:end])

# the tail as a third kind of loss
You put the torn tail among the losses, as a kind of its own. The contract gives it a place of its
own: it is allowed, and a loss is not.
-    return events, losses, torn
+    return events, losses + [("torn", at)] * (torn is not None), torn

# the losses alone
You return the events and the losses. Where does the torn tail begin? The next frame is written from
there on.
-    return events, losses, torn
+    return events, losses

# nothing returned
Your function returns nothing, which is None in Python. Is a `return` missing?
+def recover(data):
+    return None
"""

BY_REST = """\
def recover(data):
    import struct
    import zlib

    def read(at):
        if len(data) - at < 16:
            return None
        sequence, length, payload_sum, header_sum = struct.unpack(">IIII", data[at : at + 16])
        return (sequence, length, payload_sum) if zlib.crc32(data[at : at + 12]) == header_sum \
else None

    known, losses, place = {}, [], 0
    while place != len(data):
        header = read(place)
        if header:
            sequence, length, payload_sum = header
            payload = data[place + 16 :][:length]
            if len(payload) < length:
                break
            if zlib.crc32(payload) == payload_sum:
                known.setdefault(sequence, payload)
            else:
                losses.append(["payload", place])
            place += 16 + length
        else:
            begun = place
            while place < len(data) and not read(place):
                place += 1
            if place == len(data):
                return list(known.values()), losses, begun
            losses.append(["header", begun])
    return list(known.values()), losses, place if place < len(data) else None
"""

HEADERS_FIRST = """\
def recover(data):
    import zlib

    def word(at):
        return int.from_bytes(data[at : at + 4], "big")

    headers = [at for at in range(len(data) - 15)
               if word(at + 12) == zlib.crc32(data[at : at + 12])]
    events, losses, seen, end = [], [], [], 0
    for at in headers:
        if at < end:
            continue
        if at > end:
            losses.append(("header", end))
        begun, end = at, at + 16 + word(at + 4)
        if end > len(data):
            return events, losses, begun
        payload = data[begun + 16 : end]
        if zlib.crc32(payload) != word(begun + 8):
            losses.append(("payload", begun))
        elif word(begun) not in seen:
            seen.append(word(begun))
            events.append(payload)
    return events, losses, end if end < len(data) else None
"""


def frame(sequence: int, payload: bytes) -> bytes:
    """Write a frame as the contract has it."""
    numbers = (sequence, len(payload), crc32(payload))
    head = b"".join(each.to_bytes(4, "big") for each in numbers)
    return head + crc32(head).to_bytes(4, "big") + payload


def _flipped(data: bytes, *places: int) -> bytes:
    changed = bytearray(data)
    for place in places:
        changed[place] ^= 1
    return bytes(changed)


_A, _B, _C, _EMPTY = frame(0, b"abc"), frame(1, b"de"), frame(2, b"f"), frame(3, b"")
_ALL = _A + _B + _C  # at 0, 19 and 37; 54 bytes
_INNER = frame(5, frame(6, b"x") + b"yz")
_ZEROS = bytes(40)
_SUM_OF_0 = bytes.fromhex("0000000700000000e409dbba")  # its last four bytes are chosen so
LOGS = (
    _ALL,
    b"",
    _A,
    _EMPTY,
    _A + _EMPTY,
    _EMPTY + _A,
    frame((1 << 32) - 1, b"z") + frame(7, b"y"),
    *(_ALL[:end] for end in (53, 52, 36, 35, 19 + 15, 18, 16, 15, 1)),
    (_A + _EMPTY)[:-1],
    *(_flipped(_ALL, place) for place in (16, 18, 35, 53)),
    _A + _A,
    _A + _B + _A,
    _A + _B + _C + _B + _A,
    _A + frame(0, b"other"),
    _A + frame(4, b"abc"),
    frame(0, b"+") + frame(1, b"+") + frame(2, b"+"),
    _EMPTY + frame(8, b""),
    _A + _A + _B + _A,
    _A + _B + _B + _A,
    _A + _A + _B + _B + _A + _A,
    _B + _B + _C + _C + _B,
    _B + _A,
    _flipped(_ALL, 16, 35),
    _flipped(_ALL, 16, 35, 53),
    *(_flipped(_ALL, place) for place in (0, 7, 11, 15, 26, 34, 44)),
    _flipped(_A + _EMPTY, 7),
    _flipped(_EMPTY + _A, 7),
    _A + b"\1" + _B + _C,
    b"\1" + _A,
    _A + bytes(3) + _EMPTY,
    _A + _B[:9] + _C,
    _A[7:] + _B,
    _flipped(_ALL, 7, 26),
    _flipped(_ALL, 7, 44),
    _flipped(_ALL, 7, 26, 44),
    _flipped(_ALL, 7, 35),
    _flipped(_ALL, 26, 53),
    _flipped(_ALL, 7, 53),
    _flipped(_ALL, 16, 26),
    _flipped(_ALL, 7)[:36],
    _flipped(_ALL, 7)[:30],
    _flipped(_ALL, 26)[:53],
    _flipped(_ALL, 16)[:40],
    _A + _ZEROS,
    _ZEROS,
    _A + _ZEROS + _B,
    _A + bytes(7),
    _flipped(_A, 7) + _SUM_OF_0,
    _flipped(_A, 7) + _SUM_OF_0 + bytes(3),
    _flipped(_A, 7) + _SUM_OF_0 + bytes(4),
    _A + b"\1",
    frame(9, b"i") + frame(4, b"d") + frame(9, b"i"),
    _flipped(_A, 16) + _B + _A,
    _flipped(_A, 16) + _B + _A + _A,
    _flipped(_A, 7) + _B + _A,
    _A + _flipped(_A, 16) + _B,
    _EMPTY + _EMPTY + _A,
    _INNER,
    _flipped(_INNER, len(_INNER) - 1),
    _flipped(_INNER, len(_INNER) - 1) + _A,
    _INNER[:-1],
    _A + _B + _INNER[:-1],
)


def walk(data: bytes) -> Iterator[tuple[int, str, int, bytes]]:
    """Say what stands at each place: a frame, a damaged payload or header, a torn tail."""
    place = 0
    while data[place:]:
        header = _header(data, place)
        if header is None:
            later = [at for at in range(place + 1, len(data)) if _header(data, at)]
            yield place, "header" if later else "torn", 0, data[place : later[0] if later else None]
            place = later[0] if later else len(data)
            continue
        sequence, length, payload_sum = header
        payload = data[place + 16 : place + 16 + length]
        kind = "frame" if crc32(payload) == payload_sum else "payload"
        yield place, "torn" if len(payload) < length else kind, sequence, payload
        place += 16 + length


def _header(data: bytes, at: int) -> tuple[int, int, int] | None:
    head = data[at : at + 16]
    a, b, c, d = (int.from_bytes(head[n : n + 4], "big") for n in (0, 4, 8, 12))
    return (a, b, c) if len(head) == 16 and crc32(head[:12]) == d else None


def right(data: str) -> tuple[list[bytes], list[tuple[str, int]], int | None]:
    """Sort what stands at each place into the three things that are asked for."""
    found = list(walk(bytes.fromhex(data)))
    events: dict[int, bytes] = {}
    for _, kind, sequence, payload in found:
        if kind == "frame":
            events.setdefault(sequence, payload)
    losses = [(kind, at) for at, kind, *_ in found if kind in ("payload", "header")]
    return [*events.values()], losses, next((at for at, kind, *_ in found if kind == "torn"), None)


def drawn(rng: random.Random) -> Iterator[tuple[str]]:
    """Draw short logs, with repeats, of which some bits are flipped and an end is missing."""
    for _ in range(60):
        frames = [frame(n, bytes([97 + n]) * rng.randrange(4)) for n in range(rng.randrange(1, 6))]
        frames += rng.sample(frames, rng.randrange(len(frames)))
        log = b"".join(frames)
        places = [rng.randrange(len(log)) for _ in range(rng.choice([0, 1, 1, 2, 3]))]
        yield (_flipped(log, *places)[: len(log) - rng.choice([0, 0, 1, 5, 20])].hex(),)


def given(case: Case) -> list[bytes]:
    """Make of a case, which is JSON, what an answer is called with."""
    return [bytes.fromhex(case["data"])]


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer, and take apart what it gives."""
    three = taken_apart(answer(*given(case)), "the events", "the losses", "where the tail begins")
    return {"returned": three}


def call(case: Case) -> str:
    """Say what stands where in the data."""
    told = [f"at {each[0]} {_told(*each[1:])}" for each in walk(*given(case))]
    return f"recover of {len(case['data']) // 2} bytes: {'; '.join(told) or 'nothing'}"


def _told(kind: str, sequence: int, payload: bytes) -> str:
    if kind == "header":
        return f"{len(payload)} bytes without a right header"
    if kind == "torn":
        return "a torn tail"
    damaged = ", damaged" if kind == "payload" else ""
    return f"frame {sequence} with {shown(repr(payload), 30)}{damaged}"


def why(case: Case, got: Any, expected: tuple[Any, Any, Any]) -> str:
    """Say which of the three things is wrong, and how it comes about."""
    said = items(got) or [None] * 3
    events, losses, torn = (
        alike(each, plain(wanted)) for each, wanted in zip(said, expected, strict=True)
    )
    if not events:
        return f"The events are wrong. Right: {written(plain(expected[0]))}."
    if not losses:
        return f"The losses are wrong. Right: {written(plain(expected[1]))}."
    if torn:
        return ""
    return f"A tail begins at {expected[2]}." if expected[2] is not None else "No tail is torn."


def strategy() -> st.SearchStrategy[Case]:
    """Give logs of few frames with one place changed and an end cut off."""
    frames = st.lists(st.sampled_from([_A, _B, _EMPTY]), min_size=1, max_size=3)
    return st.builds(
        lambda some, place, cut: {
            "data": _flipped(b"".join(some), *[n for n in place if n < len(b"".join(some))])[
                : max(0, len(b"".join(some)) - cut)
            ].hex()
        },
        frames,
        st.lists(st.sampled_from([7, 16, 26, 35]), max_size=1),
        st.sampled_from([0, 1, 5]),
    )


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_REST, HEADERS_FIRST),
    fixed=[(log.hex(),) for log in LOGS],
    drawn=drawn,
    given=given,
    call=call,
    observe=observe,
    right=right,
    why=why,
    strategy=strategy,
    labels=("what is in it", "yours", "expected"),
)
