"""Every key on every pane in random order, while a run goes on: no exception, no lost seed."""

import os
import random
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key

from guanaco_tui.app import PANES, GuanacoApp
from guanaco_tui.lesson.lesson import make_lesson, path_of, sample_seeds
from guanaco_tui.lesson.seeds import parse_seeds
from guanaco_tui.lesson.settings import save_settings
from tests.panes.waiting import until

KEYS = [
    *'abcdefghijklmnopqrstuvwxyzABC123456.,/?[]*"#-+ ',
    *(f"f{number}" for number in range(1, 7)),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
    *("enter", "tab", "shift+tab", "escape", "backspace", "delete", "space"),
    *("ctrl+r", "ctrl+z", "ctrl+y", "ctrl+up", "ctrl+down", "ctrl+a", "ctrl+u"),
    *("ctrl+p", "ctrl+q", "ctrl+c", "f7", "f8", "shift+up", "shift+down"),
]
SIZES = [(80, 24), (120, 40), (20, 5), (300, 100), (60, 15)]


# Ten thousand keys are what is promised: GUANACO_MONKEY_KEYS=10000, some two minutes, and other
# orders with GUANACO_MONKEY_SEED. A suite that runs at each change makes do with fewer.
COUNT = int(os.environ.get("GUANACO_MONKEY_KEYS", "1000"))
SEED = int(os.environ.get("GUANACO_MONKEY_SEED", "7"))
AT_ONCE = 25


def key_event(key: str) -> events.Key:
    name = _character_to_key(key) if len(key) == 1 else key
    return events.Key(name, key if len(key) == 1 else None)


async def test_no_order_of_keys_breaks_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # A server that it chooses, with a key that it makes up, is not to hear of it.
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    # Who has left presses no more keys: all that quitting asks and answers stays, but for its end.
    monkeypatch.setattr(GuanacoApp, "_leave", lambda _: None)
    lesson = make_lesson(path_of("monkey"), sample_seeds())
    # A rehearsal to be watched: a run at full speed would keep the machine from ever being idle.
    save_settings(lesson.settings_path, {"model": {"pace": "reading"}})
    chance = random.Random(SEED)
    with lesson.database() as database:
        app = GuanacoApp(lesson, database)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: app.pane)
            await app.open_pane("run")
            await app.action_toggle_run()
            for turn in range(COUNT // AT_ONCE):
                if turn % 8 == 7:
                    await pilot.resize_terminal(*chance.choice(SIZES))
                if turn % 4 == 0:
                    while len(app.screen_stack) > 1:
                        await pilot.press("escape")
                    await app.open_pane(chance.choice(list(PANES)))
                for key in chance.choices(KEYS, k=AT_ONCE):
                    app.post_message(key_event(key))
                await pilot.pause()
            assert app.is_running
        assert app.return_code in (0, None)
    # What the monkey wrote is a seeds file that can be read, line by line.
    file = parse_seeds(lesson.seeds_path.read_text(encoding="utf-8"))
    assert file.damaged == []
    assert len({seed.id for seed in file.seeds}) == len(file.seeds)
