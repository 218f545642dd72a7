"""Theme files: lists of words that a class reads a collection by.

A theme file is TOML that a teacher edits by hand. It is read into frozen models, refused with the
line where it is wrong, and saved through tomlkit, so that comments survive.
"""

import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

import tomlkit
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from tomlkit.exceptions import TOMLKitError

from guanaco_tui import files, resources, toml
from guanaco_tui.errors import GuanacoError
from guanaco_tui.text import clean
from guanaco_tui.words import read_pattern

FieldName = Literal["instruction", "input", "output"]
FIELDS: tuple[FieldName, ...] = get_args(FieldName)


def _line(text: str) -> str:
    return " ".join(clean(text).splitlines())


def _pattern(text: str) -> str:
    return _line(text).strip()


def _checked(pattern: str) -> str:
    read_pattern(pattern)
    return pattern


_Line = Annotated[str, AfterValidator(_line)]
_Text = Annotated[str, AfterValidator(clean)]
_Words = tuple[Annotated[str, AfterValidator(_pattern)], ...]
_Patterns = tuple[Annotated[str, AfterValidator(_pattern), AfterValidator(_checked)], ...]
_Name = Annotated[str, Field(pattern=r"^[\w-]+$")]


# What a value should be, by the type of pydantic's error; the version alone has other types.
_WANTED = {
    "dict_type": "should be tables, one for each theme: [{key}.NAME]",
    "model_type": "should be a table, which a line in square brackets begins",
    "tuple_type": 'should be a list in square brackets: {key} = ["one", "two"]',
    "string_type": "should be text in quotes",
    "literal_error": 'can only be "instruction", "input" or "output"',
    "too_short": "is empty: name a field, or leave the key out to look in all three",
}
_WHOLE_NUMBER = "should be a whole number, such as 1"

# What tomlkit raises where it cannot make a change; ValueError too for an inline table.
_TROUBLE = (TOMLKitError, ValueError, LookupError)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Meta(_Table):
    """Who chose these words, and for what."""

    title: _Line = ""
    author: _Line = ""
    version: int = 1
    language: _Line = "en"
    notes: _Text = ""


class WordList(_Table):
    """A table `[theme.NAME]`.

    Words and phrases are patterns: whole words, `prefix*`, any number of words in a row. What
    `exclude` finds is no hit. `ambiguous` marks words that need a second look; `fields` says where
    the theme is looked for.
    """

    label: _Line = ""
    question: _Text = ""
    words: _Patterns = ()
    phrases: _Patterns = ()
    exclude: _Patterns = ()
    ambiguous: _Words = ()
    fields: Annotated[tuple[FieldName, ...], Field(min_length=1)] = FIELDS

    @field_validator("ambiguous")
    @classmethod
    def _are_words(cls, ambiguous: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        for word in ambiguous:
            if word not in info.data.get("words", ambiguous):
                raise ValueError(f'"{word}" is not among the words of this theme')
        return ambiguous

    @model_validator(mode="after")
    def _finds_something(self) -> Self:
        if not (self.words or self.phrases):
            raise ValueError("a theme needs words or phrases")
        return self


class Theme(WordList):
    """A word list and its name. `label` is never empty in a theme that was read from a file."""

    name: str

    @property
    def fingerprint(self) -> str:
        """A SHA-256 of what decides where the theme is found: patterns, exclusions and fields."""
        return _fingerprint(self)


@lru_cache(maxsize=256)
def _fingerprint(theme: Theme) -> str:
    # Not kept on the theme: a changed copy would carry it along.
    patterns = (sorted(theme.words + theme.phrases), sorted(theme.exclude), sorted(theme.fields))
    return hashlib.sha256(json.dumps(patterns).encode("utf-8")).hexdigest()


class ThemeFile(_Table):
    """A theme file as read: themes in file order, and the SHA-256 of its bytes in hexadecimal."""

    meta: Meta
    themes: tuple[Theme, ...]
    sha256: str

    def looked_for_in(self, field: str) -> tuple[Theme, ...]:
        """Return the themes that are looked for in a field, or in any with `all`."""
        return tuple(theme for theme in self.themes if field in (*theme.fields, "all"))

    @property
    def fingerprints(self) -> dict[str, str]:
        """The fingerprint of each theme, by its name."""
        return {theme.name: theme.fingerprint for theme in self.themes}


class _Document(_Table):
    meta: Meta = Meta()
    theme: dict[_Name, WordList] = {}


def read_themes(path: Path) -> ThemeFile:
    """Read a theme file; GuanacoError names the line that is wrong."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise files.os_error(error, path, "read") from error
    return _parse(data, path)


def _parse(data: bytes, path: Path) -> ThemeFile:
    text = files.decode(data, path)
    try:
        document = _Document.model_validate(toml.load(text))
    except ValidationError as error:
        line, problem = _problem(text, error)
        raise GuanacoError(f"{path}, line {line}: {problem}.") from error
    except ValueError as error:
        raise GuanacoError(f"{path} {error}.") from error
    return ThemeFile(
        meta=document.meta,
        themes=tuple(
            Theme(name=name, **dict(table, label=table.label or name))
            for name, table in document.theme.items()
        ),
        sha256=hashlib.sha256(data).hexdigest(),
    )


@lru_cache(maxsize=1)
def default_themes() -> ThemeFile:
    """The themes that come with the program."""
    return read_themes(resources.data_file("themes.toml"))


def save_themes(path: Path, meta: Meta, themes: tuple[Theme, ...]) -> ThemeFile:
    """Make a theme file say this; GuanacoError, and nothing is written, where it would be refused.

    What does not change keeps its place and its comments; a new file begins as a copy of the
    packaged one. Themes of the file that are not among `themes` are taken out of it. In a layout
    that has no room for a change, such as all themes on one line, they are written anew as tables.
    """
    try:
        is_there = path.exists()
        # To replace a file needs no leave to write it, and root has any leave: the mode is asked.
        if is_there and not (os.access(path, os.W_OK) and path.stat().st_mode & 0o222):
            raise GuanacoError(
                f"{path} is read-only and was left as it is: allow changes to it (in its"
                " properties, or with chmod u+w) and try again."
            )
    except OSError as error:
        raise files.os_error(error, path, "write") from error
    source = path if is_there else resources.data_file("themes.toml")
    before = read_themes(source)
    text = files.read_text(source)
    try:
        changed = _changed(text, before, meta, themes)
        saved = _parse(changed.encode("utf-8"), path)
        is_as_asked = saved.meta == meta and set(saved.themes) == set(themes)
    except (GuanacoError, *_TROUBLE):
        is_as_asked = False
    if not is_as_asked:
        try:
            changed = _changed(text, before, meta, themes, anew=True)
        except _TROUBLE as error:
            raise GuanacoError(f"{path} cannot be changed from here: change it by hand.") from error
        saved = _parse(changed.encode("utf-8"), path)
    files.write_atomically(path, changed)
    return saved


def _changed(
    text: str, before: ThemeFile, meta: Meta, themes: tuple[Theme, ...], *, anew: bool = False
) -> str:
    """Return the text of a theme file, which says `before`, with other themes; `anew` all of them.

    Raises one of _TROUBLE, or gives text that says something else, where the layout has no room.
    """
    document: dict[str, Any] = tomlkit.parse(text)
    known = {theme.name: theme for theme in before.themes}
    if anew:
        document.pop("theme", None)
        known = {}
    if meta != before.meta:
        _change(document.setdefault("meta", tomlkit.table()), before.meta, meta)
    tables = document.setdefault("theme", tomlkit.table(is_super_table=True))
    for name in known.keys() - {theme.name for theme in themes}:
        del tables[name]
    for theme in themes:
        table = tables.setdefault(theme.name, tomlkit.table())
        unwritten = Theme.model_construct(name=theme.name, label=theme.name)
        _change(table, known.get(theme.name, unwritten), theme)
    return tomlkit.dumps(document)


def _change(table: Any, before: BaseModel, after: BaseModel) -> None:
    """Write into a tomlkit table what differs; lists item by item, for the comments in them."""
    for key, value in after:
        old = getattr(before, key)
        if value == old:
            continue
        if isinstance(value, tuple) and table.get(key) == list(old):
            for gone in (item for item in old if item not in value):
                table[key].remove(gone)
            for place, item in enumerate(value):
                if item not in old:
                    table[key].insert(place, item)
            if table[key].unwrap() == list(value):
                continue
        table[key] = list(value) if isinstance(value, tuple) else value


def _problem(text: str, error: ValidationError) -> tuple[int, str]:
    """Return the line, from 1, of the first thing that is wrong, and what it is."""
    first = error.errors()[0]
    place = first["loc"]
    keys = [str(part) for part in place if isinstance(part, str)]
    depth = 2 if keys[0] == "theme" else 1
    table, key = ".".join(keys[:depth]), "".join(keys[depth : depth + 1])
    item = first["input"] if isinstance(place[-1], int) else None
    name = ".".join(keys)
    if first["type"] == "extra_forbidden":
        message = f'there is no key "{name}" (known here: {_known(place[:-1])})'
    elif keys[-1] == "[key]":
        message = f'"{keys[1]}" cannot name a theme: use letters, numbers, - and _'
    elif first["type"] == "value_error":
        message = f"{name}: {first['ctx']['error']}"
    else:
        wanted = _WANTED.get(first["type"], _WHOLE_NUMBER)
        message = f"{name} {wanted.format(key=keys[-1])}"
        if item is not None:
            message = f"an item of {message}"
    return toml.line_of_item(text, table, key, item), _line(message)


def _known(place: tuple[int | str, ...]) -> str:
    models: tuple[type[BaseModel], ...] = (_Document, Meta, WordList)
    model = models[len(place)]
    return ", ".join(model.model_fields)
