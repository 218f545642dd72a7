"""What there is to see: each pane and screen of the app in a state that is the same each time.

A scene presses keys as a person would and says by which words it is known to be there. Nothing in
it blinks or glides, and its picture asks nothing of the network.
"""

import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from guanaco_tui.app import GuanacoApp
from guanaco_tui.generation.watch import RunWatch
from guanaco_tui.lesson.catalogue import SEEDS
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.concordance import ConcordanceScreen
from guanaco_tui.panes.themes import ThemeScreen
from guanaco_tui.widgets.hit_list import HitList
from guanaco_tui.widgets.theme_account import ThemeAccount
from tests.panes.waiting import until
from tests.screens.stage import REHEARSAL, REPLAY, Stage

SIDES = (SEEDS, REPLAY)
# What is in the newest task of the replay, and in no line of a list.
NEWEST = "Two stars. No television"
FONT_FACE = re.compile(r"@font-face\s*{[^}]*}\s*")
COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)

Act = Callable[["Player"], Awaitable[object]]


class StillApp(GuanacoApp):
    """The app without anything that moves by itself."""

    CSS_PATH = Path(inspect.getfile(GuanacoApp)).with_name("app.tcss")

    def __init__(self, lesson: Lesson, database: Database, *, look: str = "dark") -> None:
        super().__init__(lesson, database, look=look)
        self.animation_level = "none"

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """Draw the screen as an SVG that any browser can show by itself."""
        svg = super().export_screenshot(title=title, simplify=simplify)
        svg = COMMENT.sub("", FONT_FACE.sub("", svg))
        return svg.replace("Fira Code, monospace", "monospace")


@dataclass(frozen=True, slots=True)
class Player:
    """Who acts a scene: the app with what the run had done, and a hand at its keys."""

    app: StillApp
    pilot: Pilot[Any]
    stage: Stage

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.pilot.press(*keys)

    async def see(self, *words: str) -> None:
        """Wait until words are on the screen, and nothing works behind it any more."""
        try:
            await until(self.pilot, lambda: self._is_still() and self._shows(words))
        except AssertionError as error:
            raise AssertionError(f"Not to be seen: {words} in\n{self._screen()}") from error

    async def be_told(self, widget: type[Static], *words: str) -> None:
        """Wait until words are in a text that may be cut off where the screen is small."""
        await until(self.pilot, lambda: self._tells(widget, words))

    def put_run(self, watch: RunWatch, *, is_going: bool = False) -> None:
        """Let the app know of a run."""
        self.app.run_watch = watch
        self.app.run_is_going = is_going
        self.app._paint()

    def _is_still(self) -> bool:
        return all(worker.is_finished for worker in self.app.workers)

    def _tells(self, widget: type[Static], words: tuple[str, ...]) -> bool:
        text = str(self.app.screen.query_one(widget).content)
        return self._is_still() and all(word in text for word in words)

    def _shows(self, words: tuple[str, ...]) -> bool:
        screen = self._screen()
        return all(word in screen for word in words)

    def _screen(self) -> str:
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())


async def seeds(player: Player) -> None:
    await player.see("175/175 ready")
    await player.press(*["down"] * 4)
    await player.see("words")


async def settings(player: Player) -> None:
    await player.press("2")
    await player.see("requests", "tokens")


async def finished(player: Player) -> None:
    player.put_run(player.stage.watch(REHEARSAL))
    await player.press("3")
    await player.see("starts run-3", "Open run-1")


async def running(player: Player) -> None:
    player.put_run(player.stage.watch(REPLAY, 0.6), is_going=True)
    await player.press("3")
    await player.see("in flight", "Instruction:", "Stop")


async def browse(player: Player) -> None:
    await player.press("4")
    await player.see(NEWEST)
    await player.press("slash", *"woman")
    await player.see(" of 300", "F1 Help")
    await player.press("enter", "down", "down", "down")
    await player.see("/ Search", "▸ 226", "Rewrite this job advert")


async def lineage(player: Player) -> None:
    await browse(player)
    await player.press("l")
    await player.see("task 226", "seed 127")


async def compare(player: Player) -> None:
    await player.press("5")
    await player.see("against", "tasks per 1,000", "Gender")
    await player.press("down")
    await player.be_told(ThemeAccount, "Gender", "without one word", "hedged")


async def words(player: Player) -> None:
    await compare(player)
    await player.press("w")
    await player.see("Two words", "keywords", "two words side by side", "DP .")


async def themes(player: Player) -> None:
    screen = ThemeScreen("gender", SIDES)
    await player.app.push_screen(screen)
    await player.see("Gender", f" {REPLAY} ", "no change")
    await until(player.pilot, lambda: screen.query_one(HitList).total)
    await player.see("Gender")


async def concordance(player: Player) -> None:
    await player.app.push_screen(ConcordanceScreen(SIDES, "famil*", seed=1))
    await player.see("21 hits in 14 of 175", "11 hits in 7 of 300", "line 1 of 21")


async def bias(player: Player) -> None:
    await compare(player)
    await player.press("b")
    await player.see("candidates", "script")
    await player.press("down", "down", "down")
    await player.see("▸ Gender", "all rules erased")


async def fertile(player: Player) -> None:
    await compare(player)
    await player.press("s")
    await player.see("Echo or drift", "Fertile seeds of Race")


async def guess(player: Player) -> None:
    await concordance(player)
    await player.press("g", "a", "b")
    await player.see("line 3 of 20")


async def help(player: Player) -> None:
    await player.press("4")
    await player.see(NEWEST)
    await player.press("f1")
    await player.see("esc close")


SCENES: dict[str, Act] = {
    act.__name__: act
    for act in (
        seeds,
        settings,
        finished,
        running,
        browse,
        lineage,
        compare,
        words,
        themes,
        concordance,
        help,
    )
}

# What is one step further in, at the size where room is short.
FURTHER_IN: dict[str, Act] = {act.__name__: act for act in (bias, fertile, guess)}


async def play(name: str, stage: Stage, pilot: Pilot[Any]) -> None:
    """Bring a scene to the screen, and hold it still."""
    app = pilot.app
    assert isinstance(app, StillApp)
    player = Player(app, pilot, stage)
    await until(pilot, lambda: app.pane)
    await player.see("175/175 ready")
    app._put_hint_away()
    await (SCENES | FURTHER_IN)[name](player)
    for widget in app.screen.query("Input, TextArea"):
        assert isinstance(widget, Input | TextArea)
        widget.cursor_blink = False
