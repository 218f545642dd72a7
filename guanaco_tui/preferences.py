"""What a person prefers, whatever the lesson: the look and the keys, from `config.toml`.

look = "light"
[keys]
"app.run" = "ctrl+g"
"""

from pathlib import Path

from pydantic import Field, ValidationError

from guanaco_tui import files, resources, toml
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.settings import Group

LOOKS = ("dark", "light", "terminal")


class Preferences(Group):
    """The contents of `config.toml` in the configuration folder."""

    look: str = Field(default="dark", pattern=f"^({'|'.join(LOOKS)})$")
    keys: dict[str, str] = Field(default_factory=dict, description="Key by the name of its action.")


def path() -> Path:
    """Where the preferences are."""
    return resources.config_folder() / "config.toml"


def read() -> Preferences:
    """Read the preferences; without a file they are the defaults.

    Raises GuanacoError where the file says what nobody knows.
    """
    if not path().exists():
        return Preferences()
    try:
        return Preferences.model_validate(toml.load(files.read_text(path())))
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"])
        raise GuanacoError(f"{path()}: {name}: {problem['msg'].lower()}.") from error
    except ValueError as error:
        raise GuanacoError(f"{path()} {error}.") from error
