"""What is installed is whole: prompts and data are in the wheel, and it runs anywhere."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_an_installed_wheel_generates_in_an_empty_environment_elsewhere(tmp_path: Path) -> None:
    environment = tmp_path / "elsewhere"
    venv.create(environment, with_pip=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"

    def run(*arguments: object) -> str:
        done = subprocess.run(
            list(map(str, arguments)),
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", tmp_path / "wheels", ROOT)
    (wheel,) = (tmp_path / "wheels").glob("*.whl")
    run(python, "-m", "pip", "install", "--quiet", wheel)
    where = run(python, "-c", "import guanaco_tui; print(guanaco_tui.__file__)")
    assert Path(where.strip()).is_relative_to(environment)
    summary = json.loads(run(scripts / "guanaco", "generate", "-n", 20, "--json"))
    assert summary["kept"] == 20
    korean = run(scripts / "guanaco", "generate", "-n", 5, "--language", "ko", "--json")
    assert json.loads(korean)["kept"] == 5
    rows = json.loads(run(scripts / "guanaco", "export", "--collection", "recorded"))
    assert len(rows) > 300
