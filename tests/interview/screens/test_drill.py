"""The drill: one scene, one key, the answer at once."""

import pytest

from tests.help.interviews import only_small
from tests.help.screens import NOW, Sit, items_of, keys_of
from twitlab.errors import CourseError
from twitlab.interview.events import FactAsked, Heard, Noted, PhaseBegun
from twitlab.interview.screens.drill import MINUTES, DrillScreen, drill, kit_scenes
from twitlab.interview.screens.scenes import NOTHING, scenes_of
from twitlab.interview.session import join
from twitlab.interview.timing import ManualClock2

PACK, SCENES = kit_scenes()


def begun(count: int = 3) -> DrillScreen:
    screen = DrillScreen(PACK, SCENES[:count], ManualClock2(1_000))
    screen.press("next", 0, NOW)
    return screen


def test_each_scene_of_the_kit_has_its_key_on_its_screen() -> None:
    assert len(SCENES) >= MINUTES
    screen = DrillScreen(PACK, SCENES, ManualClock2(1_000))
    for scene in SCENES:
        screen.press("next", 0, NOW)
        assert scene.said in repr(screen)
        assert scene.name in keys_of(screen.keyed).values()
        assert len(keys_of(screen.keyed)) > 8
        screen.press(scene.name, 0, NOW)
        assert screen.keyed.says.startswith("Right.")
    screen.press("next", 0, NOW)
    assert screen.first_tries == len(SCENES)
    assert f"{len(SCENES)} of {len(SCENES)} at the first try." in repr(screen)


def test_scenes_of_the_kit_are_of_all_kinds_and_phases() -> None:
    names = [scene.name for scene in SCENES]
    assert len({scene.phase for scene in SCENES}) == 6
    for kind in ("asked/", "heard/", NOTHING):
        assert sum(name.startswith(kind) for name in names) >= 2, kind


def test_words_of_a_scene_are_not_the_words_of_its_key() -> None:
    screen = DrillScreen(PACK, SCENES, ManualClock2(1_000))
    for scene in SCENES:
        screen.press("next", 0, NOW)
        assert scene.said not in str(items_of(screen.keyed)[scene.name])
        screen.press(scene.name, 0, NOW)


def test_wrong_key_may_be_tried_once_more_and_is_then_told() -> None:
    screen = begun()
    wrong = next(name for name in keys_of(screen.keyed).values() if name != SCENES[0].name)
    screen.press(wrong, 0, NOW)
    assert screen.keyed.says.startswith("Not that one")
    assert SCENES[0].why not in screen.keyed.says
    assert "ArrowRight" not in keys_of(screen.keyed)
    screen.press(wrong, 0, NOW)
    right = {name: key for key, name in keys_of(screen.keyed).items()}[SCENES[0].name]
    assert f"It is the key {right}." in screen.keyed.says
    assert SCENES[0].why in screen.keyed.says
    screen.press("next", 0, NOW)
    assert screen.first_tries == 0


def test_second_try_does_not_count_as_the_first() -> None:
    screen = begun(1)
    wrong = next(name for name in keys_of(screen.keyed).values() if name != SCENES[0].name)
    screen.press(wrong, 0, NOW)
    screen.press(SCENES[0].name, 0, NOW)
    assert screen.keyed.says.startswith("Right.")
    screen.press("next", 0, NOW)
    assert "0 of 1 at the first try." in repr(screen)


def test_words_without_a_key_make_a_scene_only_where_that_is_meant(sit: Sit) -> None:
    interviewer = sit("interviewer")
    interviewer.do(NOW, PhaseBegun, phase="scope")
    interviewer.do(NOW, Noted, phase="scope", text="It must be fast.")
    interviewer.do(NOW, FactAsked, tag="users")
    interviewer.do(NOW, Heard, tag="heard-scope", note="So I ask.")
    session = join([interviewer.journal.path], only_small)
    assert [each.name for each in scenes_of(session)] == ["asked/users", "heard/heard-scope"]
    assert [each.said for each in scenes_of(session, with_nothing=True)] == [
        "It must be fast.", "How many buyers?", "So I ask.",
    ]  # fmt: skip


def test_session_without_keys_is_refused() -> None:
    with pytest.raises(CourseError, match="nothing to practise on"):
        DrillScreen(PACK, [], ManualClock2())


def test_drill_opens_without_a_folder() -> None:
    assert "A drill of ten minutes" in repr(drill())
