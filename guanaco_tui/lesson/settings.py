"""The settings of a lesson: one model for the file, the command line and the screen.

`lesson.toml` is read with tomllib and written with tomlkit, so that a teacher's comments survive.
What the file does not say has its default; what it says and nobody knows is refused with its line.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from guanaco_tui import files, toml
from guanaco_tui.errors import GuanacoError

BackendName = Literal[
    "ngram",
    "recorded",
    "openai",
    "ollama",
    "lmstudio",
    "llamacpp",
    "vllm",
    "openrouter",
    "other",
]

UNSUITABLE_WORDS = (
    "image",
    "images",
    "graph",
    "graphs",
    "picture",
    "pictures",
    "file",
    "files",
    "map",
    "maps",
    "draw",
    "plot",
    "go to",
    "video",
    "audio",
    "music",
    "flowchart",
    "diagram",
)


class Group(BaseModel):
    """A table of `lesson.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelSettings(Group):
    """Where completions come from."""

    backend: BackendName = Field(
        default="ngram", description="Who writes: ngram and recorded are offline and free."
    )
    base_url: str = Field(
        default="",
        title="Address",
        description="The server's address; empty for the one the backend is known by.",
    )
    api: Literal["chat", "completions"] = Field(
        default="chat",
        title="API style",
        description="Chat, or plain completions as the method was first run.",
    )
    model: str = Field(default="", description="The model; empty for the backend's default.")
    pace: Literal["full", "reading"] = Field(
        default="full",
        description="How fast the offline backends write: full speed, or to be read.",
    )


class BatchSettings(Group):
    """How many tasks, and how they are asked for."""

    count: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        default=1000, title="Tasks", description="Tasks to keep in all."
    )
    concurrency: Annotated[int, Field(ge=1, le=64)] = Field(
        default=8, description="Requests in flight at once."
    )
    prompt_seeds: Annotated[int, Field(ge=1, le=16)] = Field(
        default=3, title="Seeds per request", description="Examples that each prompt shows."
    )
    tasks_per_request: Annotated[int, Field(ge=2, le=100)] = Field(
        default=20,
        description="The number of tasks a prompt's list is carried on to, examples included.",
    )
    machine_examples: Annotated[int, Field(ge=0, le=15)] = Field(
        default=0, description="How many of the examples come from tasks kept so far."
    )
    temperature: Annotated[float, Field(ge=0, le=2)] = Field(
        default=1.0, description="How freely the model draws its words."
    )
    top_p: Annotated[float, Field(gt=0, le=1)] = Field(
        default=1.0,
        title="top_p",
        description="The share of probability that words are drawn from.",
    )
    max_tokens: Annotated[int, Field(ge=16, le=131_072)] = Field(
        default=3072, description="The longest reply, in tokens."
    )
    similarity: Annotated[float, Field(gt=0, le=1)] = Field(
        default=0.7, description="A task over this ROUGE-L score to another is a repeat."
    )
    language: str = Field(
        default="en", min_length=1, description="The language to write in: en, ko ..."
    )
    budget: Annotated[float, Field(gt=0)] | None = Field(
        default=None,
        title="Budget (USD)",
        description="The most to spend on a run; empty for no limit.",
    )
    random_seed: int | None = Field(
        default=None, description="Fixes what chance decides; empty draws a new one for each run."
    )

    @model_validator(mode="after")
    def _examples_fit(self) -> Self:
        if self.tasks_per_request <= self.prompt_seeds:
            raise ValueError("tasks_per_request must be more than prompt_seeds")
        if self.machine_examples >= self.prompt_seeds:
            raise ValueError("machine_examples must be fewer than prompt_seeds")
        return self


class RuleSettings(Group):
    """Which rules of the method judge a candidate's instruction."""

    too_short: bool = Field(default=True, description="Drop instructions of 3 words or fewer.")
    too_long: bool = Field(default=True, description="Drop instructions of over 150 words.")
    unsuitable_word: bool = Field(
        default=True,
        description="Drop instructions with a word that a text model is thought to fail at.",
    )
    write_a_program: bool = Field(
        default=True, description='Drop what starts with "Write a program".'
    )
    starts_with_punctuation: bool = Field(
        default=True, description="Drop what starts with punctuation."
    )
    starts_with_non_ascii: bool = Field(
        default=True,
        description="Drop what starts with a non-ASCII character, in an English lesson.",
    )
    unsuitable_words: tuple[str, ...] = Field(
        default=UNSUITABLE_WORDS, description="The words that a text model is thought to fail at."
    )


class Settings(Group):
    """All settings of a lesson."""

    model: ModelSettings = ModelSettings()
    batch: BatchSettings = BatchSettings()
    rules: RuleSettings = RuleSettings()

    def changed(self, changes: Mapping[str, Mapping[str, object]]) -> "Settings":
        """Return these settings with `{table: {key: value}}` laid over them, checked again."""
        merged = self.model_dump()
        for table, values in changes.items():
            merged[table].update(values)
        try:
            return Settings.model_validate(merged)
        except ValidationError as error:
            raise GuanacoError(f"Settings: {_first_problem(error)}.") from error


FIRST_SETTINGS = """\
# The settings of this lesson. What is not said here has its default.
# guanaco generate --help lists what can be set; --save writes it here.

[model]
# ngram writes offline from your own seeds and costs nothing. Others: recorded, openai, ollama,
# lmstudio, llamacpp, vllm, openrouter, and other with a base_url. No key belongs in this file.
backend = "ngram"

[batch]
count = 1000
"""


def read_settings(path: Path) -> Settings:
    """Read `lesson.toml`: all defaults where it is missing, GuanacoError with the line if wrong."""
    if not path.exists():
        return Settings()
    text = files.read_text(path)
    try:
        return Settings.model_validate(toml.load(text))
    except ValidationError as error:
        names = [part for part in error.errors()[0]["loc"] if isinstance(part, str)]
        raise GuanacoError(
            f"{path}, line {toml.line_of(text, names)}: {_first_problem(error)}."
        ) from error
    except ValueError as error:
        raise GuanacoError(f"{path} {error}.") from error


def save_settings(path: Path, changes: Mapping[str, Mapping[str, object]]) -> None:
    """Write `{table: {key: value}}` into `lesson.toml`; comments and the other keys stay.

    A value of None takes its key away.
    """
    import tomlkit  # noqa: PLC0415  (slow to import, and only needed where something is saved)

    text = files.read_text(path) if path.exists() else FIRST_SETTINGS
    document: dict[str, Any] = tomlkit.parse(text)
    for table, values in changes.items():
        section = document.setdefault(table, tomlkit.table())
        for key, value in values.items():
            if value is None:
                section.pop(key, None)
            else:
                section[key] = list(value) if isinstance(value, tuple) else value
    files.write_atomically(path, tomlkit.dumps(document))


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    name = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        known = _known_keys(problem["loc"][:-1])
        return f'there is no setting "{name}" (known here: {", ".join(known)})'
    message = problem["msg"].removeprefix("Value error, ").removeprefix("Input ")
    message = message.replace("greater than or equal to", "at least")
    message = message.replace("less than or equal to", "at most")
    return f"{name}: {message[:1].lower()}{message[1:]}" if name else message


def _known_keys(tables: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for table in tables:
        annotation = model.model_fields[str(table)].annotation
        assert isinstance(annotation, type)
        model = annotation
    return list(model.model_fields)
