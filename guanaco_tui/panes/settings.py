"""Pane 2, Settings: who writes, how much, by which rules and with what prompt, and what it takes.

Its fields are those of the settings model, in the model's order. A right value is saved in
`lesson.toml` a moment after the last key; a wrong one says what is wrong and is not saved.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, Input, Static, TextArea

from guanaco_tui import resources
from guanaco_tui.backends import endpoints
from guanaco_tui.backends.recorded import RecordedBackend, read_recorded
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.seeds import can_be_sampled
from guanaco_tui.lesson.settings import Group, Settings
from guanaco_tui.panes.pane import Pane
from guanaco_tui.tasks import SeedTask
from guanaco_tui.text import clean
from guanaco_tui.widgets.meaning import Facts, KeyState, Meaning
from guanaco_tui.widgets.prompt_editor import SAVE_AFTER, PromptEditor
from guanaco_tui.widgets.server_desk import ServerDesk
from guanaco_tui.widgets.setting_field import SettingField, settings_in
from guanaco_tui.widgets.setting_finder import SettingFinder

CHOICES = {
    "ngram": "n-gram, offline",
    "recorded": "recorded replies, offline",
    **{name: endpoint.title for name, endpoint in endpoints.WELL_KNOWN.items()},
    "other": "another server",
}
# Fields of a server, and fields of the offline backends: the others' are not shown.
OF_SERVERS = {"base_url", "api", "model"}
OF_OFFLINE = {"pace"}

# The cells from which on there is room beside the settings for what they mean.
WIDE = 118


class Heading(Static, can_focus=True):
    """The name of a group. It can have the focus, so that single letters are keys there."""


class SettingsPane(Pane):
    """All settings in one scroll, and beside it what they mean."""

    HELP = """\
## Settings

Everything here is kept in `lesson.toml`, and holds for the next run. A value is saved a moment
after you stop typing; a wrong one says what is wrong and is not saved.

| key | what it does |
|---|---|
| `tab` `shift+tab` | the next field, the one before |
| `/` | find a setting by words of its name or its help; `enter` goes to it |
| `]` `[` | the next group, the one before: Model, Batch, Rules, Prompt |
| `space` | turn a switch, open a list of choices |
| `esc` | done typing, so that letters are keys again |
| `t` | test the connection: asks the server for its list of models, which costs nothing |
| `m` | choose from the server's own models; type to narrow |
| `k` | enter the key for this server; it goes to the keyring and is never shown |
| `d` | draw other seeds for the prompt |

**Model.** `n-gram` and `recorded replies` work offline and cost nothing. Choosing a server sends
nothing to it yet. To take a key away: `guanaco keys remove`.

**Rules.** What a rule drops is kept with its reason, so that you can read what was erased.

**Prompt.** The text as it would be sent now. Its template can be edited: `{tasks}` must be in it.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "app.search", "Find", id="settings.find", tooltip="Find a setting"),
        Binding("t", "test", "Test", id="settings.test", tooltip="Test the connection"),
        Binding("m", "models", "Models", id="settings.models", tooltip="Choose a model"),
        Binding("k", "key", "Key", id="settings.key", tooltip="Enter the key for this server"),
        Binding("d", "draw", "Draw seeds", id="settings.draw", tooltip="Draw other seeds"),
        Binding(
            "right_square_bracket",
            "group(1)",
            "Next group",
            key_display="]",
            id="settings.next",
            tooltip="Go to the next group",
        ),
        Binding(
            "left_square_bracket",
            "group(-1)",
            "Group before",
            key_display="[",
            show=False,
            id="settings.previous",
            tooltip="Go to the group before",
        ),
        Binding("escape", "rest", "Done typing", id="settings.rest", tooltip="Leave the text"),
    ]
    DEFAULT_CSS = """
    SettingsPane {
        Meaning {
            height: auto; max-height: 60%; padding: 0 2; background: $surface;
            &.-wide {
                dock: right; width: 40; height: 100%; max-height: 100%;
                padding: 1 2; border-left: solid $panel; background: $background;
            }
        }
        #fields { height: 1fr; padding: 1 2 0 2; scrollbar-size-vertical: 1; }
        .group { height: auto; margin: 0 0 1 0; }
        Heading {
            width: auto; padding: 0 1 0 0; margin: 0 0 1 0; color: $text-primary; text-style: bold;
            &:focus { background: $block-cursor-background; }
        }
        Button { margin: 0 2 0 0; min-width: 8; }
    }
    """

    class Loaded(Message):
        """The lesson was read: numbered seeds that a prompt may show, template, recorded replies.

        `recorded` is how many there are and of which model; `trouble` says what could not be read.
        """

        def __init__(
            self,
            seeds: list[tuple[int, SeedTask]],
            template: str | None,
            recorded: tuple[int, str],
            trouble: str,
        ) -> None:
            super().__init__()
            self.seeds = seeds
            self.template = template
            self.recorded = recorded
            self.trouble = trouble

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._facts = Facts(Settings())
        self._fields: dict[tuple[str, str], SettingField] = {}
        self._unsaved: SettingField | None = None
        self._timer: Timer | None = None
        self._front: Widget | None = None

    # What is on the screen.

    def compose(self) -> ComposeResult:
        """The meaning of the settings, and the settings."""
        settings = self.guanaco.settings
        self._facts = Facts(settings)
        yield Meaning()
        yield SettingFinder(lambda: [field for field in self._fields.values() if field.display])
        with VerticalScroll(id="fields", can_focus=False):
            for table, model in Settings.model_fields.items():
                assert isinstance(model.annotation, type)
                assert issubclass(model.annotation, Group)
                with Vertical(id=f"group-{table}", classes="group"):
                    yield Heading(table.capitalize())
                    for setting in settings_in(table, model.annotation, CHOICES):
                        value = getattr(getattr(settings, table), setting.name)
                        field = SettingField(setting, value)
                        self._fields[table, setting.name] = field
                        yield field
                    if table == "model":
                        yield ServerDesk()
            with Vertical(id="group-prompt", classes="group"):
                yield Heading("Prompt")
                yield PromptEditor(self.guanaco.lesson.prompt_path, settings.batch)

    def opened(self) -> None:
        """Read the lesson again, show what was set elsewhere, and give the focus back."""
        self._load()
        for field in self._fields.values():
            if not field.problem and field is not self._unsaved:
                field.show(self._saved_value(field))
        self._follow(self.guanaco.settings)
        self._focus()

    def _focus(self) -> None:
        """Give the focus back to what had it last."""
        if self._front is None:
            self._fields["model", "backend"].take_focus()
        else:
            self._front.focus()

    def beat(self) -> None:
        """Say that a run goes on with the settings it has, as long as it does."""
        if self._facts.run_is_going != self.guanaco.run_is_going:
            self._learn()

    def leaving(self) -> None:
        """Save what is not saved yet."""
        self._save()
        self.query_one(PromptEditor).save()

    def on_resize(self, event: events.Resize) -> None:
        """Put the meaning beside the settings where there is room, else above them."""
        is_wide = event.size.width >= WIDE
        self.query_one(Meaning).set_class(is_wide, "-wide")
        self.query_one(PromptEditor).set_class(is_wide, "-wide")
        self._learn()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring the whole field into view, its help and what is wrong included."""
        if isinstance(event.widget.parent, SettingFinder):
            return
        self._front = event.widget
        for parent in event.widget.ancestors:
            if isinstance(parent, SettingField):
                parent.scroll_visible(animate=False)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Save what was typed when the focus leaves it."""
        if event.widget.parent is self._unsaved:
            self._save()
        elif isinstance(event.widget.parent, PromptEditor):
            event.widget.parent.save()

    # Changes.

    @on(SettingField.Edited)
    def _edited(self, event: SettingField.Edited) -> None:
        if self._unsaved is not event.field:
            self._save()
        draft = self._take(event.field)
        if not event.field.is_typed:
            self._save()
        elif draft != self._facts.settings:
            self._follow(draft)

    def _take(self, field: SettingField) -> Settings:
        """Judge what stands in a field; return the settings with it where it is right."""
        self._unsaved = None
        saved = self.guanaco.settings
        try:
            draft = saved.changed(self._changes(field))
        except GuanacoError as error:
            field.problem = self._in_labels(str(error))
            return saved
        field.problem = ""
        if draft != saved:
            self._unsaved = field
            self._wait()
        return draft

    def _changes(self, field: SettingField) -> Mapping[str, Mapping[str, object]]:
        """What a field changes. Raises GuanacoError where it holds no value that it could have."""
        setting, value = field.setting, field.read()
        changes = {setting.name: value}
        match setting.table, setting.name:
            case "model", "backend" if value != self._saved_value(field):
                # An address or a model of one server means nothing to another.
                changes |= {"base_url": "", "model": ""}
            case "model", "base_url" if value:
                endpoints.normalise(str(value))
        return {setting.table: changes}

    def _save(self) -> None:
        """Save the field that is not saved yet, and try again those that had a problem."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        field, self._unsaved = self._unsaved, None
        if field is None:
            return
        try:
            changes = self._changes(field)
            self.guanaco.change_settings(changes)
        except GuanacoError as error:
            field.problem = f"not saved: {error}"
            return
        for (table, name), other in self._fields.items():
            if other is not field and name in changes.get(table, ()):
                other.show(self._saved_value(other))
            elif other.problem:
                self._take(other)
                self._save()
        self._follow(self.guanaco.settings)

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SAVE_AFTER, self._save)

    def _saved_value(self, field: SettingField) -> object:
        return getattr(getattr(self.guanaco.settings, field.setting.table), field.setting.name)

    def _in_labels(self, problem: str) -> str:
        """A problem in the words of the screen: labels for names, without where it is."""
        problem = re.sub(r"^Settings: (?:[\w.]+: )?(?:should be )?", "", problem)
        for table, name in self._fields:
            label = self._fields[table, name].setting.label
            problem = re.sub(rf"\b{name}\b", label, problem) if "_" in name else problem
        return problem

    def _follow(self, settings: Settings) -> None:
        """Show what follows from settings that are saved, or are about to be."""
        before = self._facts.url
        self._facts = replace(self._facts, settings=settings)
        is_offline, url = self._facts.is_offline, self._facts.url
        for name in OF_SERVERS:
            self._fields["model", name].display = not is_offline
        for name in OF_OFFLINE:
            self._fields["model", name].display = is_offline
        desk = self.query_one(ServerDesk)
        desk.display = bool(url)
        if url != before:
            desk.forget()
            self._facts = replace(self._facts, listing=None, is_asking=False)
        if url and self._facts.key.url != url:
            self._facts = replace(self._facts, key=KeyState(url))
            desk.find_key(url)
        self.query_one(PromptEditor).follow(settings.batch)
        self._learn()

    def _learn(self, **facts: object) -> None:
        """Take in what has become known, and show what the settings mean."""
        template = self.query_one(PromptEditor).template
        going = self.guanaco.run_is_going
        self._facts = replace(self._facts, template=template, run_is_going=going, **facts)  # type: ignore[arg-type]
        self.query_one(Meaning).show_facts(self._facts)
        self._fields["model", "base_url"].suggest(self._facts.url)
        self._fields["model", "model"].suggest(self._facts.model)
        if self._facts.url:
            self.query_one(ServerDesk).show_key(self._facts.key)

    # The lesson, read in a thread.

    @work(thread=True, group="settings-load", exclusive=True)
    def _load(self) -> None:
        lesson = self.guanaco.lesson
        template, recorded, trouble = None, (0, ""), ""
        seeds: list[tuple[int, SeedTask]] = []
        try:
            template = lesson.own_template()
            seeds = [(n, seed) for n, seed in lesson.seeds().numbered if can_be_sampled(seed)]
            replies = RecordedBackend(read_recorded(resources.data_file("recorded.jsonl")))
            recorded = (replies.replies_left(1), clean(replies.model))
        except GuanacoError as error:
            trouble = str(error)
        self.post_message(self.Loaded(seeds, template, recorded, trouble))

    @on(Loaded)
    def _loaded(self, event: Loaded) -> None:
        self.query_one(PromptEditor).show(event.seeds, event.template, self._facts.settings.batch)
        seeds = tuple(seed for _, seed in event.seeds)
        self._learn(seeds=seeds, recorded=event.recorded, trouble=event.trouble)

    @on(PromptEditor.Edited)
    def _template_edited(self) -> None:
        self._learn()

    # The server: nothing is sent to it before a person asks for it.

    @on(ServerDesk.KeyFound)
    def _key_found(self, event: ServerDesk.KeyFound) -> None:
        if event.key.url == self._facts.url:
            self._learn(key=event.key)

    @on(ServerDesk.Asked)
    def _asked(self, event: ServerDesk.Asked) -> None:
        if event.listing.url == self._facts.url:
            self._learn(listing=event.listing, is_asking=False)

    @on(Button.Pressed, "#test")
    def action_test(self) -> None:
        """Ask the server for its models, and say in words how that went."""
        if self._has_server("there is no connection to test"):
            self._learn(listing=None, is_asking=True)
            self.query_one(ServerDesk).test(self._facts.settings.model)

    @on(Button.Pressed, "#models")
    def action_models(self) -> None:
        """Choose among the models of the server."""
        if self._has_server("there is no model to choose"):
            self.query_one(ServerDesk).choose_model(self._facts.url)
            self.action_test()

    @on(ServerDesk.ModelChosen)
    def _model_chosen(self, event: ServerDesk.ModelChosen) -> None:
        self._fields["model", "model"].show(event.model)

    @on(Button.Pressed, "#key")
    def action_key(self) -> None:
        """Ask for the key of the server."""
        if self._has_server("no key is needed"):
            self.query_one(ServerDesk).enter_key(self._facts)

    @on(ServerDesk.KeyKept)
    def _key_kept(self) -> None:
        self._facts = replace(self._facts, key=KeyState(), listing=None)
        self._follow(self._facts.settings)

    def _has_server(self, otherwise: str) -> bool:
        """Tell whether a server is chosen and its address known; say it where it is not."""
        self._save()
        if self._facts.is_offline:
            self.guanaco.say(f"This backend works offline: {otherwise}.")
        elif not self._facts.url:
            self.guanaco.say("This server has no address yet: type it first.")
        return bool(self._facts.url)

    # Getting about.

    def search(self) -> None:
        """Find a setting by its words."""
        self.query_one(SettingFinder).open()

    @on(SettingFinder.Found)
    def _found(self, event: SettingFinder.Found) -> None:
        if event.field is None:
            self._focus()
        elif event.is_chosen:
            event.field.take_focus()
        else:
            event.field.scroll_visible(animate=False)

    def action_draw(self) -> None:
        """Draw other seeds for the prompt, and show it."""
        self.query_one(PromptEditor).draw()
        self.query_one("#group-prompt").scroll_visible(top=True, animate=False)

    def action_group(self, step: int) -> None:
        """Go to the group after the one that has the focus, or before it."""
        headings = list(self.query(Heading))
        here = self._heading
        heading = headings[(headings.index(here) + step) % len(headings) if here else 0]
        heading.focus(scroll_visible=False)
        self.query_one("#fields").scroll_to_widget(heading, top=True, animate=False)

    def action_rest(self) -> None:
        """Leave the text field for its group's name, so that single letters are keys again."""
        if heading := self._heading:
            heading.focus(scroll_visible=False)

    @property
    def _heading(self) -> Heading | None:
        """The name of the group that has the focus."""
        focused = self.screen.focused
        around = focused.ancestors if focused is not None else []
        group = next((one for one in around if one.has_class("group")), None)
        return None if group is None else group.query_one(Heading)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way out of a text only to who is in one."""
        return action != "rest" or isinstance(self.screen.focused, Input | TextArea)
