"""What the command palette offers: every action of the app and the pane in front, and every task.

Hits are Content throughout, so that the words of a task are never read as markup.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.actions import parse
from textual.binding import Binding
from textual.command import (
    CommandList,
    CommandPalette,
    DiscoveryHit,
    Hit,
    Hits,
    Provider,
)
from textual.content import Content
from textual.dom import DOMNode
from textual.types import IgnoreReturnCallbackType

from guanaco_tui.errors import GuanacoError
from guanaco_tui.guide import open_guide
from guanaco_tui.help import key_name, moves_a_cursor, what_it_does
from guanaco_tui.look import THEMES

if TYPE_CHECKING:
    from guanaco_tui.app import GuanacoApp

# Tasks that are offered at most, and how many are looked at to find them.
TASKS, CANDIDATES = 20, 60
# Words shorter than this would find everything.
SHORTEST = 3
# Cells of a task's words.
LINE = 90


@dataclass(frozen=True)
class Action:
    """Something that can be done: in words, with the keys that do it now, if any."""

    title: str
    keys: str
    command: IgnoreReturnCallbackType

    def shown(self, title: Content) -> Content:
        """Return the line in the palette, with the title as it is highlighted."""
        keys = f"  {self.keys}" if self.keys else ""
        return Content.assemble(title, (keys, "$foreground-muted not bold"))


class Palette(CommandPalette):
    """Textual's palette, which here takes a page key before its list has been laid out."""

    def _action_command_list(self, action: str) -> None:
        # A page is so many lines of the list: before it has any, there is none to go on by.
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)


class Actions(Provider):
    """Every action of the app, the pane in front and the widget in focus; looks; the guide."""

    async def search(self, query: str) -> Hits:
        """Give the actions whose words fit."""
        matcher = self.matcher(query)
        for action in self._actions():
            if (score := matcher.match(action.title)) > 0:
                line = action.shown(matcher.highlight(action.title))
                yield Hit(score, line, action.command, text=action.title)

    async def discover(self) -> Hits:
        """Give all actions."""
        for action in self._actions():
            yield DiscoveryHit(action.shown(Content(action.title)), action.command, action.title)

    def _actions(self) -> Iterator[Action]:
        app = cast("GuanacoApp", self.app)
        for (node, name), bindings in self._bindings(app).items():
            keys = ", ".join(key_name(binding) for binding in bindings if binding.key)
            yield Action(what_it_does(bindings[0]), keys, partial(app.run_action, name, node))
        yield Action("Lesson guide: the lesson step by step", "", partial(open_guide, app))
        for look, theme in THEMES.items():
            yield Action(f"Look: {look}", "", partial(setattr, app, "theme", theme))

    def _bindings(self, app: "GuanacoApp") -> dict[tuple[DOMNode, str], list[Binding]]:
        """Return the bindings by where they work and what they do.

        While a text field has the focus it takes the letters: what they do otherwise is offered
        without its key.
        """
        found: dict[tuple[DOMNode, str], list[Binding]] = {}
        active = self.screen.active_bindings
        for key in active.values():
            binding = key.binding
            is_palette = binding.action == "command_palette"
            # What has no tooltip is not ours: the keys by which text is edited and scrolled.
            if binding.tooltip and not (is_palette or moves_a_cursor(binding)):
                found.setdefault((key.node, binding.action), []).append(binding)
        for node in (app.pane, app):
            for declared in node.BINDINGS if node is not None else ():
                if isinstance(declared, Binding) and node is not None:
                    _, name, parameters = parse(declared.action)
                    is_taken = any(key.strip() in active for key in declared.key.split(","))
                    if not is_taken and node.check_action(name, parameters):
                        found[node, declared.action] = [replace(declared, key="")]
        return found


class Tasks(Provider):
    """Any task of the lesson, by its words; the last word may be half typed."""

    async def search(self, query: str) -> Hits:
        """Give the newest tasks that hold all the words."""
        app = cast("GuanacoApp", self.app)
        if len(query) < SHORTEST:
            return
        try:
            found = await asyncio.to_thread(self._find, query)
        except GuanacoError as error:
            app.say(str(error), severity="error")
            return
        for place, (row, instruction, where) in enumerate(found):
            line = Content.assemble(instruction, "\n", (where, "$foreground-muted not bold"))
            # Below every action that fits.
            score = (TASKS - place) / 1000
            yield Hit(score, line, partial(app.open_task, row), text=instruction)

    def _find(self, line: str) -> list[tuple[int, str, str]]:
        """Return row, first words and whereabouts of the tasks that a line finds."""
        from guanaco_tui.analysis.query import read_query  # noqa: PLC0415
        from guanaco_tui.lesson.catalogue import Catalogue  # noqa: PLC0415

        query = read_query(f"{line}*" if line[-1:].isalnum() else line, ())
        fts_query = query.fts_query()
        if fts_query is None:
            return []
        with cast("GuanacoApp", self.app).lesson.database() as database:
            catalogue = Catalogue(database)
            tasks = catalogue.rows(catalogue.find(fts_query, CANDIDATES))
            found = [task for task in tasks if query.matches(task)][:TASKS]
            names = {collection.id: collection.name for collection in catalogue.collections()}
            places = [names[catalogue.collection_of(task.id)[0]] for task in found]
        return [
            (task.id, _first_words(task.instruction), place)
            for task, place in zip(found, places, strict=True)
        ]


def _first_words(text: str) -> str:
    line = " ".join(text[: 4 * LINE].split())
    return Content(line).truncate(LINE, ellipsis=True).plain
