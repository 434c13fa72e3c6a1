"""The check of *Hashtags nobody thought of*: letters of every script, and their neighbours."""

from __future__ import annotations

import random
import unicodedata

from hypothesis import strategies as st

from twitlab.course.checking.check import Case
from twitlab.course.kinds.coding import code_check

_WORDS = (
    *("news", "café", "मुंबई", "हिन्दी", "東京", "한국", "ไทย", "مرحبا", "Ünï", "a1", "2012"),
    *("m²", "½", "cafe\u0301", "١٢", "Ⅷ"),
)
_AROUND = (" ", " ", ", ", "! ", "(", ") ", "。", "\n", "a", "&", "_", ": ", "²")
_NAMED = (
    "",
    "no tag here",
    "#news",
    "on the #16 bus",
    "#news! #sport, (#weather)",
    "#b #a #b",
    "#News",
    "mail#news",
    "5 &#39;o clock",
    "&#news",
    "#café #東京 #한국",
    "#हिन्दी",
    "＃東京",
    "# #",
    "#_ #1_2",
    "#_1a",
    "##news",
    "#news#sport",
    "日本#東京",
    "#१२३ #१२३ग",
    "end #",
    "one\n#two\nthree",
    "#news＃sport",
    "#東京。",
    "हि#news #हि",
    "#1\u20e3 #16",
    "#m²",
    "²#m #m½",
    "Ⅷ#m #Ⅷ",
    "#a١ ①#b",
    "#cafe\u0301",
)

REFERENCE = r"""

def hashtags(text):
    import re
    import unicodedata

    plain = "".join("m" if unicodedata.category(each)[0] == "M" else each for each in text)
    plain = "".join(" " if unicodedata.category(each) in ("Nl", "No") else each for each in plain)
    found = re.finditer(r"(?<![\w&])[#＃](\w+)(?![\w#＃])", plain)
    names = [text[match.start(1) : match.end(1)] for match in found]
    names = [name for name in names if any(each.isalpha() for each in name)]
    return names
"""

MISTAKES = r"""
# words that begin with #
You cut at spaces. So `#news!` keeps its exclamation mark, `(#weather)` is lost, and #16 counts.
Begin at the # and go on as long as the characters belong to a name.
+def hashtags(text):
+    return [word[1:] for word in text.split() if word.startswith("#") and len(word) > 1]

# English letters only
`[A-Za-z0-9_]` knows 26 letters. #café ends at the é, and all of #東京 is lost: to most of the world
your index of hashtags would be empty.
-    found = re.finditer(r"(?<![\w&])[#＃](\w+)(?![\w#＃])", plain)
+    found = re.finditer(r"(?<![\w&])[#＃]([A-Za-z0-9_]+)(?![#＃])", plain)
~ each.isalpha -> each.isascii() and each.isalpha

# \w without marks
`\w` takes letters of every script, but not the *marks* that Unicode puts behind them: vowel signs
in Hindi and Thai, an accent typed as a character of its own. `unicodedata.category` of a mark
begins with M.
~ "m" if unicodedata.category(each)[0] == "M" else each -> each

# whatever stands before
In `mail#news` and in `&#39;` (an apostrophe in HTML) there is no hashtag. Look at the character
before the #.
-    found = re.finditer(r"(?<![\w&])[#＃](\w+)(?![\w#＃])", plain)
+    found = re.finditer(r"[#＃](\w+)(?![\w#＃])", plain)

# numbers count
On the #16 bus nobody tags anything. A name needs at least one letter; a digit of any script and an
underscore are none.
~ [name for name in names if any(each.isalpha() for each in name)] -> [name for name in names]

# every number a digit
`\w` and `isalnum` take more than decimal digits: the ² of #m², the Ⅷ of a Roman number. Rule 1 lets
none of these into a name, so it ends there. `isdecimal` is true of decimal digits alone.
-    plain = "".join(" " if unicodedata.category(each) in ("Nl", "No") else each for each in plain)

# made lower case
You change the name. Searching may ignore case, but the entity is what the author wrote; whoever
shows the tweet needs it.
-    names = [name for name in names if any(each.isalpha() for each in name)]
+    names = [name.lower() for name in names if any(each.isalpha() for each in name)]

# each name once
You drop names that occur twice, or their order. A tweet shows each of them as a link, in its place.
~ return names -> return sorted(set(names))

# the # kept
You return the # as part of the name. The name is what stands behind it.
~ match.start(1) -> match.start()

# one kind of #
Japanese keyboards type `＃`, the full-width sign U+FF03. It begins a hashtag too.
-    found = re.finditer(r"(?<![\w&])[#＃](\w+)(?![\w#＃])", plain)
+    found = re.finditer(r"(?<![\w&])#(\w+)(?![\w#＃])", plain)

# & before #
`&#` begins a character reference of HTML, such as `&#39;`. What stands right behind an & is no
hashtag.
-    found = re.finditer(r"(?<![\w&])[#＃](\w+)(?![\w#＃])", plain)
+    found = re.finditer(r"(?<!\w)[#＃](\w+)(?![\w#＃])", plain)

# two in a row
In `#news#sport` neither is a hashtag: the first is followed by another #, the second stands right
behind a letter.
-    found = re.finditer(r"(?<![\w&])[#＃](\w+)(?![\w#＃])", plain)
+    found = re.finditer(r"(?<![\w&])[#＃](\w+)", plain)

# little more than \w behind a #
Your pattern asks for little more than `\w` behind a #. The contract says what a name is made of,
what it must have, and what may stand before and behind it. Which of these has a place in your
pattern?
+def hashtags(text):
+    import re
+
+    return re.findall(r"#(\w+)", text)

# \w for the letters of rule 1
`\w` is nearly rule 1, and not quite. It leaves out the marks that Hindi and Thai need, and it takes
numbers such as ² that are no decimal digits. What does Unicode itself say about a character?
+def hashtags(text):
+    import re
+
+    return re.findall(r"(?<![\w&])[#＃](\w*[^\W\d_]\w*)(?![\w#＃])", text)

# a name that comes again dropped
Your list has each name once. Who writes `#news` twice gets two links, one at each place. Which line
of yours drops the second?
~ return names -> return list(dict.fromkeys(names))

# a set of names
You return a set. A set has no order, and it forgets that a name came twice. Which of the two can a
page do without?
~ return names -> return set(names)

# a name must begin with a letter
You want the *first* character of a name to be a letter. In `#1a` and `#_b` a letter comes later.
Where in the name does the contract want it?
~ any(each.isalpha() for each in name) -> name[0].isalpha()

# the sign between two hashtags used up
Of two hashtags with one character between them, you find the first. Your pattern *takes* that
character as the end of the first, so the second finds nothing in front of it. How can a pattern
look at a character and leave it there?
-    found = re.finditer(r"(?<![\w&])[#＃](\w+)(?![\w#＃])", plain)
+    found = re.finditer(r"(?:^|[^\w&])[#＃](\w+)(?:[^\w#＃]|$)", plain)

# words with their ends stripped
You cut at spaces and strip signs from the ends. But `#news#sport` is one word, and in `#m²` the
name ends before the ². No list of signs is complete. A name ends where a character does not belong
to it: which characters do?
+def hashtags(text):
+    words = [word.strip("().,:;!?") for word in text.split()]
+    return [word[1:] for word in words if word[:1] in ("#", "＃") and any(map(str.isalpha, word))]
"""

LETTER_BY_LETTER = """\
def hashtags(text):
    import unicodedata

    def in_name(letter):
        return letter == "_" or unicodedata.category(letter) == "Nd" or is_letter(letter, "LM")

    def is_letter(letter, kinds):
        return unicodedata.category(letter)[0] in kinds

    names = []
    for start in range(len(text)):
        before = text[start - 1 : start] if start else ""
        if text[start] not in "#＃" or before == "&" or (before and in_name(before)):
            continue
        end = start + 1
        while end < len(text) and in_name(text[end]):
            end += 1
        name = text[start + 1 : end]
        if text[end : end + 1] not in ("#", "＃") and any(is_letter(each, "L") for each in name):
            names.append(name)
    return names
"""


def drawn(rng: random.Random) -> list[tuple[str]]:
    """Put tweets together at random."""
    texts = []
    for _ in range(60):
        pieces = []
        for _ in range(rng.randrange(1, 5)):
            sign = rng.choice(("#", "#", "#", "＃", ""))
            pieces.append(f"{rng.choice(_AROUND)}{sign}{rng.choice(_WORDS)}")
        texts.append(("".join(pieces),))
    return texts


def _in_name(letter: str) -> bool:
    return letter == "_" or unicodedata.category(letter)[0] in "LM" or letter.isdecimal()


def _expected(text: str) -> tuple[list[str], str]:
    """Find the names letter by letter, where the reference uses a pattern; and say why."""
    names, reasons = [], []
    for at, letter in enumerate(text):
        if letter not in "#＃":
            continue
        end = at + 1
        while end < len(text) and _in_name(text[end]):
            end += 1
        name, before, behind = text[at + 1 : end], text[at - 1 : at], text[end : end + 1]
        if not name:
            continue
        if before and (_in_name(before) or before == "&"):
            reasons.append(f"{name!r} stands right behind {before!r}, so it is none")
        elif behind and behind in "#＃":
            reasons.append(f"{name!r} is followed by another {behind!r}, so it is none")
        elif not any(unicodedata.category(each)[0] == "L" for each in name):
            reasons.append(f"{name!r} has no letter, so it is none")
        else:
            names.append(name)
            marks = sum(unicodedata.category(each)[0] == "M" for each in name)
            if marks:
                reasons.append(
                    f"{name!r} has combining marks, {marks} of them, and they belong to it"
                )
            elif not name.isascii():
                reasons.append(f"the letters of {name!r} are letters like any other")
            else:
                reasons.append(f"{name!r} is one")
    return names, ("; ".join(reasons) or "There is no name behind a #") + "."


def strategy() -> st.SearchStrategy[Case]:
    """Give short texts of the few characters that matter."""
    letters = st.sampled_from("#＃a1_ &!東²ह\u093f")
    return st.fixed_dictionaries({"text": st.text(letters, max_size=8)})


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(LETTER_BY_LETTER,),
    fixed=[(text,) for text in _NAMED],
    drawn=drawn,
    right=lambda text: _expected(text)[0],
    why=lambda case, got, expected: _expected(case["text"])[1],
    strategy=strategy,
)
