"""Readers keep all that a file says, and name the file and the line of what they refuse."""

import csv
import gzip
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.help.needs import real_data
from twitlab.errors import BadType, BadValue, TwitlabError
from twitlab.ids import timestamps_ms
from twitlab.world import (
    MENTION,
    ORIGINAL,
    REPLY,
    RETWEET,
    World,
    read_archive,
    read_higgs_activity,
    read_snap_edges,
    read_tweets_csv,
    read_tweets_jsonl,
)
from twitlab.world.source_file import SourceFile, time_of

HEADER = "id,created_at,screen_name,text\n"
TWEET = {"id": "5", "text": "hi", "created_at": "2017-08-27T00:05:34.250Z", "author_id": "7"}
ARCHIVED = {"id_str": "5", "full_text": "hi", "created_at": "Sun Aug 27 00:05:34 +0000 2017"}
MS = 1_503_792_334_000
ALL_READERS = [
    read_snap_edges,
    read_higgs_activity,
    read_tweets_jsonl,
    read_tweets_csv,
    read_archive,
]


@pytest.fixture
def put(tmp_path: Path) -> Any:
    """Write a file, and give its path."""

    def write(content: str | bytes, name: str = "given.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def jsonl(*tweets: dict[str, Any]) -> str:
    return "".join(json.dumps(tweet) + "\n" for tweet in tweets)


def archive(*tweets: Any, name: str = "tweets") -> str:
    return f"window.YTD.{name}.part0 = {json.dumps([{'tweet': t} for t in tweets], indent=1)}"


# Real files


def test_real_graph_reads_as_plainly(put: Any) -> None:
    path = real_data("followers-small.txt.gz")
    lines = [x for x in gzip.decompress(path.read_bytes()).decode().split("\n") if x[:1] != "#"]
    plain = sorted({(int(x.split()[0]), int(x.split()[1])) for x in lines if x})
    edges = read_snap_edges(path)
    assert list(zip(edges.sources.tolist(), edges.destinations.tolist())) == plain
    assert (len(plain), edges.self_loops, edges.duplicates) == (23_939, 0, 0)


def test_real_tweets_read_as_plainly() -> None:
    path = real_data("tweets-one-evening.csv.gz")
    table = list(csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode())))
    rows = read_tweets_csv(path, utc_offset_min=-240)
    assert rows.tweet_ids is not None
    assert rows.tweet_ids.tolist() == [int(row["id"]) for row in table]
    assert rows.texts == tuple(row["text"] for row in table)
    assert rows.users.tolist() == [row["screen_name"].lower() for row in table]
    # The ids are snowflakes, which tell that the times are New York's: they agree to the second.
    assert (np.abs(timestamps_ms(rows.tweet_ids) - rows.created_ms) <= 1_000).all()
    world = World.from_edges_and_tweets(tweets=rows)
    world.check_invariants()
    assert len(world.tweets) == 12_118
    assert (np.diff(world.tweets.created_ms) >= 0).all()


# Numbers


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(lines=["# 5", "  # 1 2", "", " \t", " 1 \t2 ", "3 4\r"])
@given(
    lines=st.lists(
        st.text("0123 #\t", max_size=8) | st.just("9223372036854775807 1") | st.just("1 1\r")
    )
)
def test_edges_agree_with_plain(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "edges.txt"
    path.write_text("".join(line + "\n" for line in lines), newline="")
    wanted, bad = set(), 0
    for number, line in enumerate(lines, start=1):
        parts = line.split()
        if not parts or parts[0].startswith("#"):
            continue
        if len(parts) != 2 or not all(part.isdigit() for part in parts):
            bad = number
            break
        wanted.add((int(parts[0]), int(parts[1])))
    if bad:
        with pytest.raises(BadValue, match=rf"edges\.txt, line {bad}: must be two ids"):
            read_snap_edges(path)
    else:
        edges = read_snap_edges(path)
        found = list(zip(edges.sources.tolist(), edges.destinations.tolist()))
        assert found == sorted(pair for pair in wanted if pair[0] != pair[1])


@pytest.mark.parametrize("packed", [False, True])
def test_gzip_is_known_by_its_content(put: Any, packed: bool) -> None:
    content = b"# Nodes: 2 Edges: 2\n1\t2\n2\t1\n"
    edges = read_snap_edges(put(gzip.compress(content) if packed else content, "edges.csv"))
    assert edges.sources.tolist() == [1, 2]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("head", ["", "# Nodes: 2 Edges: 1\n"])
def test_number_files_may_begin_with_the_mark_of_utf_8(put: Any, head: str, packed: bool) -> None:
    def marked(content: str) -> Path:
        written = b"\xef\xbb\xbf" + content.encode()
        path: Path = put(gzip.compress(written) if packed else written)
        return path

    assert read_snap_edges(marked(head + "1 2\n")).sources.tolist() == [1]
    assert read_higgs_activity(marked(head + "1 2 3 RT\n")).users.tolist() == [1]
    if head:
        with pytest.raises(BadValue, match="1 edges, as announced there, got 2"):
            read_snap_edges(marked(head + "1 2\n2 1\n"))


def test_edges_count_what_they_leave_out(put: Any) -> None:
    edges = read_snap_edges(str(put("1 2\n2 2\n1 2\n1 2\n")))
    assert (edges.sources.tolist(), edges.self_loops, edges.duplicates) == ([1], 1, 2)


@pytest.mark.parametrize(
    "header",
    ["# Nodes: 1,100 Edges: 1,000", "#nodes: 7 edges: 1 000", "# Nodes: 1'100\tEdges: 1'000\r",
     " # nodes 7 edges 1000", "# Nodes: 7, Edges: 1_000 (directed)"],
)  # fmt: skip
def test_edges_are_announced_however_the_thousands_stand(put: Any, header: str) -> None:
    lines = [f"{number} {number + 1}\n" for number in range(1_000)]
    assert len(read_snap_edges(put(header + "\n" + "".join(lines))).sources) == 1_000
    with pytest.raises(BadValue, match="line 1: must be 1000 edges, as announced there, got 999"):
        read_snap_edges(put(header + "\n" + "".join(lines[1:])))


@pytest.mark.parametrize(
    "comment",
    ["# edges 2020 snapshot", "# Edges: 5", "# 3 nodes, 5 edges", "# Nodes: 3\n# Edges: 5",
     "# Nodes: 3 Edges: 5k", "# Nodes: 3 Edges: 5.5", "# about Nodes: 3 Edges: 5"],
)  # fmt: skip
def test_comment_that_speaks_of_edges_announces_nothing(put: Any, comment: str) -> None:
    assert read_snap_edges(put(f"{comment}\n1 2\n")).sources.tolist() == [1]


@pytest.mark.parametrize("content", ["", "\n\n", "# nothing\n"])
def test_number_files_may_be_empty(put: Any, content: str) -> None:
    assert len(read_snap_edges(put(content)).sources) == 0
    rows = read_higgs_activity(put(content))
    assert len(rows.users) == 0
    World.from_edges_and_tweets(read_snap_edges(put(content)), rows).check_invariants()


def test_higgs_lines_become_tweets(put: Any) -> None:
    rows = read_higgs_activity(put("5 6 1341100972 MT\n6 5 1341100973 RE\n7 5 1341100973 RT\n"))
    assert rows.users.tolist() == [5, 6, 7]
    assert rows.to_users.tolist() == [6, 5, 5]
    assert rows.created_ms.tolist() == [1_341_100_972_000, *[1_341_100_973_000] * 2]
    assert rows.kinds.tolist() == [MENTION, REPLY, RETWEET]


# Tweets


def test_jsonl_keeps_what_a_tweet_says(put: Any) -> None:
    reply = TWEET | {
        "id": "9",
        "author_id": 8,
        "text": "\u2028 \N{BIRD} \x85",
        "referenced_tweets": [{"type": "quoted", "id": "3"}, {"type": "replied_to", "id": "5"}],
        "in_reply_to_user_id": "7",
    }
    retweet = TWEET | {"id": "6", "referenced_tweets": [{"type": "retweeted", "id": "5"}]}
    rows = read_tweets_jsonl(put(jsonl(TWEET, reply, retweet).replace("\n", "\r\n") + "\n"))
    world = World.from_edges_and_tweets(tweets=rows)
    world.check_invariants()
    assert rows.created_ms.tolist() == [MS + 250] * 3
    assert world.tweets.tweet_id.tolist() == [5, 6, 9]
    assert world.tweets.kind.tolist() == [ORIGINAL, RETWEET, REPLY]
    assert world.tweets.target.tolist() == [-1, 0, 0]
    assert world.tweets.to_user.tolist() == [-1, -1, 0]
    assert world.text(2) == reply["text"]


def test_csv_knows_answers_by_their_text(put: Any) -> None:
    content = (
        HEADER + '5,2017-08-27 00:05:34,Al,"RT @Bo: a\nb"\n6,2017-08-27T02:05:34+02:00,bo,@al c\n'
    )
    rows = read_tweets_csv(put("\ufeff" + content))
    assert rows.kinds.tolist() == [RETWEET, REPLY]
    assert rows.users.tolist() == ["al", "bo"]
    assert rows.to_users.tolist() == ["bo", "al"]
    assert rows.texts == ("RT @Bo: a\nb", "@al c")
    assert rows.created_ms.tolist() == [MS, MS]


def test_csv_takes_other_names_for_columns(put: Any) -> None:
    columns = {"id": "nr", "time": "when", "user": "who", "text": "what"}
    rows = read_tweets_csv(put("x,what,who,when,nr\n,a,b,2017-08-27,1\n"), columns)
    assert (rows.users.tolist(), rows.texts) == (["b"], ("a",))


@pytest.mark.parametrize(
    ("more", "read"),
    [
        ({"note_tweet": {"text": "hi, and " * 60}}, "hi, and " * 60),
        ({"note_tweet": {"text": ""}}, ""),
        ({"note_tweet": None}, "hi"),
        ({}, "hi"),
    ],
)
def test_jsonl_reads_the_whole_text_of_a_long_post(
    put: Any, more: dict[str, Any], read: str
) -> None:
    assert read_tweets_jsonl(put(jsonl(TWEET | more))).texts == (read,)


@pytest.mark.parametrize("name", ["tweets", "tweet"])
def test_archive_reads_both_forms(put: Any, name: str) -> None:
    reply = ARCHIVED | {
        "id_str": "6",
        "in_reply_to_status_id_str": "5",
        "in_reply_to_screen_name": "Me",
    }
    retweet = ARCHIVED | {"id_str": "7", "full_text": "RT @bo: x"}
    rows = read_archive(put(archive(ARCHIVED, reply, retweet, name=name)), owner="Me")
    world = World.from_edges_and_tweets(tweets=rows)
    world.check_invariants()
    assert world.names == ("bo", "me")
    assert world.tweets.kind.tolist() == [ORIGINAL, REPLY, RETWEET]
    assert world.tweets.target.tolist() == [-1, 0, -1]
    assert world.tweets.to_user.tolist() == [-1, 1, 0]
    assert world.tweets.created_ms.tolist() == [MS] * 3


@pytest.mark.parametrize(
    ("reader", "content"),
    [(read_tweets_jsonl, "\n"), (read_tweets_csv, HEADER), (read_archive, archive())],
)
def test_tweet_files_may_have_no_tweet(put: Any, reader: Any, content: str) -> None:
    world = World.from_edges_and_tweets(tweets=reader(put(content)))
    world.check_invariants()
    assert (world.users, len(world.tweets)) == (0, 0)


@given(st.integers(0, 2**32))
def test_time_of_agrees_with_both_forms(seconds: int) -> None:
    when = datetime.fromtimestamp(seconds, UTC)
    wanted = int(when.timestamp()) * 1_000
    assert time_of(when.isoformat()) == wanted
    assert time_of(when.strftime("%a %b %d %H:%M:%S +0000 %Y")) == wanted


@pytest.mark.parametrize(
    "value",
    [
        *(None, 5, "", "soon", "2017", "2017-13-01", "Sun Aug 32 00:00:00 +0000 2017"),
        *("Sun ugS 27 00:05:34 +0000 2017", "0001-01-01T00:00:00+99:00", "٢٠١٧-٠٨-٢٧"),
    ],
)
def test_time_of_what_is_no_time(value: Any) -> None:
    assert time_of(value) is None


# Refusals

V2 = '{"id":"5","text":"a","created_at":"2017-08-27T00:05:34Z","author_id":"7"}\n'
REPLIED = '"referenced_tweets":[{"type":"replied_to","id":"5"}],'
HEAD = "window.YTD.tweets.part0 = [\n"
ITEM = (
    '{"tweet": {"id_str": "5", "full_text": "a", "created_at": "Sun Aug 27 00:05:34 +0000 2017"}}'
)


@pytest.mark.parametrize(
    ("reader", "content", "line", "message"),
    [
        (read_snap_edges, "1 2\n3\n", 2, "must be two ids, such as '12 7', got '3'"),
        (read_snap_edges, "1 2\n3\t", 2, r"two ids"),
        (read_snap_edges, "1 2\n3 45", 2, "must be whole, with a line end, got '3 45' and the end"),
        (read_snap_edges, "1 2\n# x\n-3 4\n", 3, "got '-3 4'"),
        (read_snap_edges, "1 2 3\n", 1, "got '1 2 3'"),
        (read_snap_edges, "1 2.0\n", 1, "got '1 2.0'"),
        (read_snap_edges, "1 2\n\n9 9223372036854775808\n", 3, r"each at most 2\*\*63 - 1, got '9"),
        (read_snap_edges, "1 99999999999999999999\n", 1, r"'12 7', each at most 2\*\*63 - 1, got"),
        (read_snap_edges, "# x\n100000000000000000000 \t2\r\n", 2, r"each at most 2\*\*63 - 1"),
        (read_snap_edges, "1 2 99999999999999999999\n", 1, "such as '12 7', got"),
        (read_snap_edges, "1 00000000000000000002\n", 1, "such as '12 7', got"),
        (read_higgs_activity, "1 99999999999999999999 3 RT\n", 1, r"RT', each at most 2\*\*63 - 1"),
        (read_snap_edges, b"1 2\n\xff\xfe 3\n", 2, "two ids"),
        (read_snap_edges, "1 2\n\ud83d 3\n".encode(errors="surrogatepass"), 2, "two ids"),
        (read_snap_edges, "1 2\n٣ 4\n", 2, "two ids"),
        (
            read_snap_edges,
            "# a\n# Nodes: 3 Edges: 2\n1 2\n",
            2,
            "2 edges, as announced there, got 1",
        ),
        (read_higgs_activity, "1 2 3 RT\n1 2 3 XX\n", 2, "RT, MT or RE"),
        (read_higgs_activity, "1 2 3 RT\n1 2 3 R", 2, "RT, MT or RE"),
        (read_higgs_activity, "1 2 3 RT\n1 2 3 RT", 2, "it may be cut"),
        (read_higgs_activity, "# x\n1 2 9999999999999 RT\n", 2, "seconds below 4294967296"),
        (read_tweets_jsonl, V2 + V2[:30] + "\n", 2, "must be a JSON object, got"),
        (read_tweets_jsonl, V2 + V2[:30], 2, "must be a JSON object, got"),
        (read_tweets_jsonl, V2 + "[5]\n", 2, "must be one JSON object, a tweet, got"),
        (read_tweets_jsonl, "{} {}\n", 1, "one JSON object"),
        (read_tweets_jsonl, '{"data": []}\n', 1, "'twarc2 flatten' helps"),
        (read_tweets_jsonl, "[" * 100_000 + "\n", 1, "must be a JSON object"),
        (read_tweets_jsonl, V2 + V2, 2, "got id 5, which is on line 1 already"),
        (read_tweets_jsonl, V2.replace('"5"', '"-5"'), 1, "an id from 0 to .*, got id '-5'"),
        (read_tweets_jsonl, V2.replace('"5"', "5.0"), 1, "got id 5.0"),
        (read_tweets_jsonl, V2.replace('"5"', "true"), 1, "got id True"),
        (read_tweets_jsonl, V2.replace('"5"', '"٥"'), 1, "an id"),
        (read_tweets_jsonl, V2.replace('"5"', str(2**63)), 1, "an id"),
        (read_tweets_jsonl, V2.replace('"id":"5",', ""), 1, "got id None"),
        (read_tweets_jsonl, V2.replace('"a"', "7"), 1, "must be a string .*, got text 7"),
        (read_tweets_jsonl, V2.replace('"a"', '"\\ud83d"'), 1, "surrogate pair, got text"),
        (read_tweets_jsonl, V2.replace("2017-", "17-"), 1, "a time such as"),
        (read_tweets_jsonl, V2.replace('"author_id":"7"', '"x":1'), 1, "got author_id None"),
        (read_tweets_jsonl, V2.replace("{", '{"referenced_tweets":5,'), 1, "a list of objects"),
        (read_tweets_jsonl, V2.replace("{", '{"referenced_tweets":[{}],'), 1, "got type None"),
        (
            read_tweets_jsonl,
            V2.replace("{", '{"in_reply_to_user_id":"x",' + REPLIED, 1),
            1,
            "got in_reply_to_user_id 'x'",
        ),
        (
            read_tweets_jsonl,
            V2.replace("{", '{"note_tweet":"a",'),
            1,
            "an object with .*, got note_tw",
        ),
        (read_tweets_jsonl, V2.replace("{", '{"note_tweet":{},'), 1, "got note_tweet.text None"),
        (
            read_tweets_jsonl,
            V2 + jsonl(ARCHIVED | {"id": 5, "user": {"id": 20, "screen_name": "bob"}}),
            2,
            "API v2, with id, text, created_at and author_id, got a tweet of API v1.1",
        ),
        (read_tweets_jsonl, jsonl({"id": 5, "text": "a", "user": {"id": 2}}), 1, "API v1.1"),
        (read_tweets_jsonl, jsonl({"id": 5, "id_str": "5", "text": "a"}), 1, "API v1.1"),
        (
            read_tweets_jsonl,
            jsonl({"id": "5", "text": "a", "user": "bob"}),
            1,
            "got author_id None",
        ),
        (read_tweets_csv, "", 1, "a header with"),
        (read_tweets_csv, "id,text\n", 1, "'created_at' is there 0 times"),
        (read_tweets_csv, "id,id,created_at,screen_name,text\n", 1, "'id' is there 2 times"),
        (read_tweets_csv, HEADER + "5,2017-08-27,al\n", 2, "must be 4 cells, got 3 cells"),
        (read_tweets_csv, HEADER + '5,2017-08-27,al,"a\nb"\n6,x,al,b\n', 4, "got created_at 'x'"),
        (read_tweets_csv, HEADER + '5,2017-08-27,al,"a\n', 2, "must be CSV, got a row that is not"),
        (read_tweets_csv, HEADER + "5,2017-08-27,al,ab", 2, "it may be cut"),
        (read_tweets_csv, HEADER + "5,2017-08-27,a l,b\n", 2, "got screen_name 'a l'"),
        (read_tweets_csv, HEADER + "x,2017-08-27,al,b\n", 2, "got id 'x'"),
        (read_tweets_csv, HEADER.encode() + b"5,\xff\n", 2, "text in UTF-8, got the bytes ff"),
        (
            read_tweets_csv,
            (HEADER + "5,2017-08-27,al,\ud83d\n").encode(errors="surrogatepass"),
            2,
            "text in UTF-8, got the bytes ed",
        ),
        (read_archive, "[]", 1, "'window.YTD.tweets.part0 = \\[', as in an archive's tweets.js"),
        (read_archive, HEAD + ITEM + ",\n" + ITEM[:40], 3, "must be a JSON object"),
        (read_archive, HEAD + ITEM, 2, "must be ',' or '\\]' after a tweet, got ''"),
        (read_archive, HEAD + ITEM + "\n" + ITEM + "]", 3, "',' or '\\]' after a tweet"),
        (read_archive, HEAD + ITEM + ",\n" + ITEM + "]", 3, "got id 5, which is on line 2 already"),
        (read_archive, HEAD + ITEM + "," + ITEM + "]", 2, "got id 5, which is on line 2 already"),
        (read_archive, HEAD + '\n{"tweet": {"id_str":\n"5", x}}]', 4, "must be a JSON object"),
        (read_archive, HEAD + "7]", 2, "an object"),
        (read_archive, HEAD + ITEM + "]\n7", 2, "nothing behind"),
        (read_archive, HEAD + ITEM.replace('"a"', '"\\ud83d"') + "]", 2, "surrogate pair"),
        (read_archive, HEAD + ITEM.replace("Aug", "Aux") + "]", 2, "got created_at 'Sun Aux"),
    ],
)
def test_reader_names_file_and_line(
    put: Any, reader: Any, content: str | bytes, line: int, message: str
) -> None:
    path = put(content)
    with pytest.raises(BadValue, match=message) as caught:
        reader(path)
    assert str(caught.value).startswith(f"{path}, line {line}: must be ")
    assert len(str(caught.value)) < len(str(path)) + 300


@pytest.mark.parametrize("reader", ALL_READERS)
@pytest.mark.parametrize("kept", [2, 9, 40, -1])
def test_reader_refuses_a_gzip_that_is_cut(put: Any, reader: Any, kept: int) -> None:
    packed = gzip.compress(b"1 2\n" * 1_000 + np.random.default_rng(1).bytes(100))
    with pytest.raises(BadValue, match=r"line \d+: must be a whole gzip file.*ends too early"):
        reader(put(packed[:kept]))


def test_reader_says_how_far_a_cut_gzip_goes(put: Any) -> None:
    text = "".join(f"{n} {n * n}\n" for n in range(300_000))
    packed = gzip.compress(text.encode())
    with pytest.raises(BadValue, match=r"ends too early in or after that line") as caught:
        read_snap_edges(put(packed[: len(packed) // 2]))
    found = re.search(r"line (\d+)", str(caught.value))
    assert found is not None
    assert 50_000 < int(found[1]) < 200_000


@pytest.mark.parametrize("at", [14, 60, -6])
def test_reader_refuses_a_damaged_gzip(put: Any, at: int) -> None:
    packed = bytearray(gzip.compress(b"".join(b"%d 2\n" % n for n in range(500))))
    packed[at] ^= 0xFF
    with pytest.raises(BadValue, match=r"gzip data that (is damaged|ends)"):
        read_snap_edges(put(bytes(packed)))


@pytest.mark.parametrize("reader", ALL_READERS)
def test_reader_refuses_what_is_no_file(tmp_path: Path, reader: Any) -> None:
    for path in (tmp_path, tmp_path / "none", "a\0b"):
        with pytest.raises(BadValue, match="path must be a file that can be read, got"):
            reader(path)
    for wrong in (5, None, b"a"):
        with pytest.raises(BadType, match="path must be a string or a path"):
            reader(wrong)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"columns": 5}, "columns must be a dict, got 5"),
        ({"columns": {"id": "id"}}, "columns must name"),
        ({"utc_offset_min": 1_440}, "utc_offset_min must be from -1439 to 1439, got 1440"),
        ({"utc_offset_min": 1.5}, "utc_offset_min must be an int, got 1.5"),
    ],
)
def test_csv_refuses_columns(put: Any, arguments: Any, message: str) -> None:
    with pytest.raises(TwitlabError, match=message):
        read_tweets_csv(put(HEADER), **arguments)


@pytest.mark.parametrize(
    ("owner", "message"),
    [("a b", "owner must be 1 to 20 letters"), ("", "owner"), (5, "owner must be a string, got 5")],
)
def test_archive_refuses_owner(put: Any, owner: Any, message: str) -> None:
    with pytest.raises(TwitlabError, match=message):
        read_archive(put(archive()), owner)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60), which=st.sampled_from(ALL_READERS), head=st.booleans())
def test_reader_either_reads_or_refuses(
    tmp_path: Path, content: bytes, which: Any, head: bool
) -> None:
    path = tmp_path / "any"
    path.write_bytes((HEAD.encode() if head else b"") + content)
    said = ""
    try:
        which(path)
    except BadValue as refusal:
        said = str(refusal)
    assert not said or said.startswith(f"{path}, line ")


def test_mark_of_utf_8_is_taken_once_and_at_the_beginning(put: Any) -> None:
    for content in ("\ufeff\ufeff1 2\n", "1 2\n\ufeff3 4\n"):
        with pytest.raises(BadValue, match="must be two ids"):
            read_snap_edges(put(content))
    assert SourceFile(put("\ufeffa\ufeff")).text() == "a\ufeff"


def test_source_file_holds_the_content(put: Any) -> None:
    assert SourceFile(put(gzip.compress(b"a") + gzip.compress(b"b"))).content == b"ab"
