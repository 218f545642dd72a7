"""Where the packaged prompts and data lie, and the platform's folders for what a person keeps."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent


def _packaged(folder: str) -> Path:
    """A data folder: inside the package when installed, beside it in a checkout."""
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def prompt_template(language: str) -> Path | None:
    """The packaged prompt template of a language code such as `en`, or None."""
    path = _packaged("prompts") / f"{language}.txt"
    return path if path.is_file() else None


def data_file(name: str) -> Path:
    """A packaged data file such as `seeds.jsonl`."""
    return _packaged("data") / name


def lessons_folder() -> Path:
    """Where lessons with a bare name live: `GUANACO_HOME`, else Guanaco among the documents."""
    home = os.environ.get("GUANACO_HOME")
    if home:
        return Path(home).expanduser()
    import platformdirs  # noqa: PLC0415  (not needed to say the version)

    return platformdirs.user_documents_path() / "Guanaco"


def config_folder() -> Path:
    """Where the user's own prices and preferences are kept: `GUANACO_CONFIG`, or the platform's."""
    folder = os.environ.get("GUANACO_CONFIG")
    if folder:
        return Path(folder).expanduser()
    import platformdirs  # noqa: PLC0415

    return platformdirs.user_config_path("guanaco", appauthor=False)
