"""Hold what the peers of search are told to what the index finds in the same texts."""

import pytest

from twitlab.bench.search_texts import PLANTED, Texts, any_script, short_ascii
from twitlab.search import tags_and_names, tokens


@pytest.mark.parametrize("texts", [short_ascii(400, 8, 2_100), any_script(400, 12, 2_100)])
def test_peers_are_told_the_tokens_of_each_text(texts: Texts) -> None:
    for text, said, user in zip(texts.texts, texts.said, texts.user_ids.tolist(), strict=True):
        assert said.split(" ") == [*tokens(text), *tags_and_names(text), f"from{user}"]


def test_texts_are_what_the_titles_say() -> None:
    short, mixed = short_ascii(4_000, 8, 2_100), any_script(4_000, 12, 2_100)
    assert all(text.isascii() and len(tokens(text)) == 8 for text in short.texts)
    assert 0.4 < sum(text.isascii() for text in mixed.texts) / 4_000 < 0.6
    assert sum(bool(tags_and_names(text)) for text in mixed.texts) > 1_500
    assert len(set(short.words)) == len(set(mixed.words)) == 2_100
    # A word of rank r is drawn with a chance of 1 / r: of 32,000 words the first is one in 8.2.
    counts = [sum(word in text.split() for text in short.texts) for word in short.words[:20:10]]
    assert 2_200 < counts[0] < 2_700
    assert 200 < counts[1] < 400
    left, right, rare = (
        {at for at, text in enumerate(short.texts) if word in text.split()} for word in PLANTED
    )
    assert len(left) == len(right) == 400
    assert not left & right
    assert len(rare) == 40
