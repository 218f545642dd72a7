"""Draws pictures of the app for the README: `python -m tests.screens.draw docs/screens`."""

import argparse
import asyncio
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.screens.stage import Stage

SIZE = (100, 30)
# Picture by name: the scene, and the look.
PICTURES = {
    "seeds": ("seeds", "dark"),
    "settings": ("settings", "dark"),
    "run": ("running", "dark"),
    "browse": ("browse", "dark"),
    "lineage": ("lineage", "dark"),
    "compare": ("compare", "dark"),
    "themes": ("themes", "light"),
    "concordance": ("concordance", "light"),
}


def main() -> None:
    """Draw all pictures, or those that are named, into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="which pictures; all, where none is named")
    parser.add_argument("--size", default="{}x{}".format(*SIZE), help="columns x lines")
    given = parser.parse_args()
    width, height = map(int, given.size.split("x"))
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        # Nobody's own lessons, looks and keys are touched or shown.
        os.environ["GUANACO_HOME"] = os.environ["GUANACO_CONFIG"] = home
        os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
        os.environ.pop("NO_COLOR", None)
        from tests.screens.stage import set_stage

        stage = set_stage(Path(home))
        for name in given.names or PICTURES:
            svg = asyncio.run(picture(stage, *PICTURES.get(name, (name, "dark")), (width, height)))
            path = given.folder / f"{name}.svg"
            path.write_text(svg, encoding="utf-8", newline="\n")
            print(path)


async def picture(stage: "Stage", scene: str, look: str, size: tuple[int, int]) -> str:
    """Return the SVG of a scene."""
    from tests.screens.scenes import StillApp, play

    with tempfile.TemporaryDirectory() as folder:
        lesson = stage.copy(Path(folder))
        with lesson.database() as database:
            app = StillApp(lesson, database, look=look)
            async with app.run_test(size=size) as pilot:
                await play(scene, stage, pilot)
                return app.export_screenshot(simplify=True)


if __name__ == "__main__":
    main()
