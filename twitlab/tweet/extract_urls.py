"""Find the URLs of a text, with and without https://, as Twitter's own library does.

The model: a host is labels between dots, of which the last begins with a known top-level domain;
behind it may stand a port, a path and a query. Without a protocol, a host has Latin letters, digits
and hyphens only, so that a missing space before a Chinese or Japanese word does no harm.

What the model leaves out: of some 1,400 top-level domains it knows those of the countries, the
older general ones and a few others (`TOP_LEVEL_DOMAINS`), so a bare `example.pizza` is no URL.
All of twitter-text's 108 published URL cases hold; two odd ones that it does not publish differ: a
quotation mark ends a host here, and so does an underscore before a host without a protocol.
"""

import re
from collections.abc import Iterator, Mapping

_GENERAL = """
aero app arpa asia biz blog cat club cloud com coop dev edu gov info int jobs live mil mobi museum
name net news online org page post pro shop site store tech tel today top travel tv video wiki
world xxx xyz
"""
_COUNTRIES = """
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs
bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg
eh er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn
hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk
lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf
ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd
se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tp tr tt tv
tw tz ua ug uk um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
"""
_OTHER_SCRIPTS = """
みんな コム 中国 中國 中文网 公司 网络 香港 台湾 台灣 한국 рф бел укр срб мкд бг қаз мон ελ հայ გე
भारत বাংলা ভারত భారత్ ભારત ਭਾਰਤ இந்தியா இலங்கை சிங்கப்பூர் ලංකා ไทย پاکستان بھارت ایران
الاردن الجزائر السعودية المغرب امارات تونس سودان سورية عراق عمان فلسطين قطر مصر مليسيا موقع
"""
TOP_LEVEL_DOMAINS = frozenset(f"{_GENERAL} {_COUNTRIES} {_OTHER_SCRIPTS}".split())

# The longest first: of two that begin alike, the longer one is meant.
_FOREIGN = tuple(sorted(_OTHER_SCRIPTS.split(), key=lambda each: (-len(each), each)))
_LONGEST_LABEL, _LONGEST_HOST, _LONGEST_TCO = 63, 253, 40
_SHORT_LABEL = 9  # needs no counting: Punycode takes six letters for a code point, at most

_SPACES = "\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NO_TEXT = "\ufffe\ufeff\uffff"
_LATIN = "A-Za-z0-9À-ÖØ-öø-ɏɓɔɖɗəɛɣɨɯɲʉʋʻ\u0300-\u036fḀ-ỿ"

_RUN = re.compile(rf"[^!-,/:-@\[-^`{{-~{_SPACES}{_DIRECTIONS}{_NO_TEXT}]+")
_LATIN_RUN = re.compile(rf"[{_LATIN}.\-]+")
_LABEL = re.compile(r"(?![_\-])[^.]+(?<![_\-])")
_ASCII_TOP = re.compile(r"[Xx][Nn]--[A-Za-z0-9\-]+|[A-Za-z]+")
_GOES_ON = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@+-")
_NOT_BEFORE = _GOES_ON - set("+-") | set("＠$#＃" + _NO_TEXT)
_NOT_BEFORE_BARE = _NOT_BEFORE | set("-_./")

_GENERAL_PATH = rf"[{_LATIN}\u0400-\u04ff!*';:=+,.$/%#\[\]\-–_~@|&]"
_BALANCED = rf"\((?:{_GENERAL_PATH}++|{_GENERAL_PATH}*+\({_GENERAL_PATH}++\){_GENERAL_PATH}*+)\)"
_PATH_END = rf"(?:[{_LATIN}\u0400-\u04ff=_#/+\-]|{_BALANCED})"
_PATH = rf"/(?:{_GENERAL_PATH}*(?:{_BALANCED}{_GENERAL_PATH}*)*{_PATH_END}|@{_GENERAL_PATH}+/)*"
_QUERY = r"\?[A-Za-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[A-Za-z0-9\-_&=#/]"
_TAIL = re.compile(rf"(?::[0-9]+)?(?P<path>{_PATH})?(?:{_QUERY})?")
_ANY_HOST = re.compile(
    r"[Hh][Tt]{2}[Pp][Ss]?://(?:[A-Za-z0-9\-._~%!$&'()*+,;=:]*+@)?(?:\[[0-9A-Fa-f:.]*+\])?"
    rf"(?:{_RUN.pattern})?"
)
_TCO = re.compile(rf"[Hh][Tt]{{2}}[Pp][Ss]?://[Tt]\.[Cc][Oo]/(?P<slug>[A-Za-z0-9]++)(?:{_QUERY})?")


def find_urls(text: str) -> Iterator[tuple[int, int]]:
    """Find the places of the URLs in a text.

    Args:
        text: of any length.

    Returns:
        Start and end of each, in code points, in ascending order, none overlapping.

    Complexity: O(len(text)) time, O(1) space beside the longest URL.

    Source: github.com/twitter/twitter-text: js/src/regexp/extractUrl.js and the files it names.

    >>> [text[start:end] for text in ["see t.co/x, ok"] for start, end in find_urls(text)]
    ['t.co/x']
    """
    place = 0
    while run := _RUN.search(text, place):
        start, place = run.span()
        if "." not in run[0]:
            continue
        before = _protocol_start(text, start)
        end = None if before is None else _host_end(text, start, place)
        if before is not None and end is not None and end - start <= _LONGEST_HOST:
            tail = _tail(text, end)
            place = tail.end()
            short = _TCO.match(text, before)
            if short is None:
                yield before, place
            elif len(short["slug"]) <= _LONGEST_TCO:
                yield before, short.end()
            continue
        for latin in _LATIN_RUN.finditer(text, start, place):
            begin = latin.start()
            if begin and text[begin - 1] in _NOT_BEFORE_BARE:
                continue
            end = _host_end(text, begin, latin.end())
            if end is not None:
                tail = _tail(text, end)
                # So does twitter-text: without a path, neither port nor query counts.
                yield begin, tail.end() if tail["path"] else end
                place = max(place, tail.end())


def find_unknown(text: str, urls: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Find the places of what begins with https:// or http:// and is none of the URLs found.

    What begins so is a URL to whoever wrote it, also where no rule here knows its host: a name
    inside of it is no mention.

    Args:
        text: of any length.
        urls: where each URL ends, by where it begins.

    Returns:
        Start and end of each, in code points, in ascending order, none overlapping.

    Complexity: O(len(text)) time, O(1) space beside the longest.

    Source: RFC 3986, section 3.2, for what may stand before a path.

    >>> list(find_unknown("see https://a.house/@bob, @amy", {}))
    [(4, 24)]
    """
    place = 0
    while match := _ANY_HOST.search(text, place):
        known = urls.get(match.start())
        place = _tail(text, match.end()).end() if known is None else known
        if known is None:
            yield match.start(), place


def _protocol_start(text: str, host_start: int) -> int | None:
    """Give where the protocol before a host begins, or None if there is none that counts."""
    ahead = text[max(0, host_start - 8) : host_start].lower()
    for protocol in ("https://", "http://"):
        if ahead.endswith(protocol):
            start = host_start - len(protocol)
            return None if start and text[start - 1] in _NOT_BEFORE else start
    return None


def _host_end(text: str, start: int, end: int) -> int | None:
    """Give where the longest host ends that begins at start, or None if none does."""
    found, name_before = None, False
    while start < end:
        dot = text.find(".", start, end)
        stop = end if dot < 0 else dot
        if name_before:
            found = _top_end(text, start) or found
        label = text[start:stop]
        if not _is_label(label):
            break
        # An underscore may stand in a subdomain, not in the name before the top-level domain.
        name_before = "_" not in label
        start = stop + 1
    if start == end and name_before:  # Latin letters ended with a dot; みんな may follow it
        found = _top_end(text, start) or found
    return found


def _is_label(label: str) -> bool:
    if len(label) > _LONGEST_LABEL or not _LABEL.fullmatch(label):
        return False
    if label.isascii():
        return True
    if label[:4].lower() == "xn--":
        return False
    return len(label) <= _SHORT_LABEL or len(label.encode("punycode")) + 4 <= _LONGEST_LABEL


def _top_end(text: str, start: int) -> int | None:
    """Give where the top-level domain ends that stands at start, or None if none does."""
    top = _ASCII_TOP.match(text, start)
    if top is not None:
        if len(top[0]) > _LONGEST_LABEL:
            return None
        known = top[0].lower() in TOP_LEVEL_DOMAINS or top[0][2:4] == "--"
        end = top.end() if known else None
    elif text.startswith(_FOREIGN, start):
        end = start + next(len(each) for each in _FOREIGN if text.startswith(each, start))
    else:
        return None
    return None if end is None or text[end : end + 1] in _GOES_ON else end


def _tail(text: str, end: int) -> re.Match[str]:
    found = _TAIL.match(text, end)
    assert found is not None  # it may be empty
    return found
