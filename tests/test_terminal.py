"""The program in a real terminal, from the first word to the last byte."""

import json
import os
import re
import select
import shlex
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guanaco_tui.lesson.lesson import Lesson, make_lesson, path_of, sample_seeds
from guanaco_tui.lesson.seeds import parse_seeds
from guanaco_tui.lesson.settings import save_settings
from tests.hostile import FORBIDDEN, HOSTILE
from tests.tmux import PATIENCE, Tmux, guanaco, needs_tmux

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals of this kind")


@pytest.fixture
def lesson() -> Lesson:
    return make_lesson(path_of("week-3"), sample_seeds())


@needs_tmux
@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40)])
def test_a_lesson_is_taught_from_the_keyboard_and_all_is_there_the_next_day(
    lesson: Lesson, columns: int, lines: int
) -> None:
    first = sample_seeds().seeds[0]
    with Tmux(*guanaco(str(lesson.folder)), columns=columns, lines=lines) as terminal:
        terminal.wait_for("week-3", "175/175 ready", first.name[:10])
        terminal.press("Tab", "Tab")
        terminal.type("My ")
        terminal.press("F4")
        terminal.wait_for("1,000 tasks")
        terminal.press("C-r")
        terminal.wait_for("running")
        # Typed ahead, while Browse is not there yet.
        terminal.press("F5")
        terminal.type("/what")
        terminal.wait_for("run-1 · kept", "what", " of ")
        terminal.press("F4", "C-r")
        terminal.wait_for("paused")
        terminal.press("C-r")
        terminal.wait_for("done", "1,000 of 1,000")
        terminal.press("F5", "/", "C-u")
        terminal.wait_for("words, prefix*", "1,000")
        terminal.press("Enter", "t", "Right", "Enter")
        terminal.wait_for("✓gender", "▸")
        terminal.press("Tab", "l")
        terminal.wait_for("written from")
        terminal.press("C-q")
        terminal.wait_until_over()
    with Tmux(*guanaco(str(lesson.folder)), columns=columns, lines=lines) as terminal:
        terminal.wait_for("done", "1,000 of 1,000", "175")
        terminal.press("C-q")
        terminal.wait_until_over()
    assert len(lesson.seeds().seeds) == 175
    assert "My " in lesson.seeds_path.read_text(encoding="utf-8").partition("\n")[0]


@needs_tmux
def test_a_run_at_full_speed_can_be_left_at_any_moment_in_good_order(lesson: Lesson) -> None:
    save_settings(lesson.settings_path, {"batch": {"count": 100_000}})
    shell = shlex.join(guanaco(str(lesson.folder))) + "; echo left with $?; cat"
    for sitting in range(3):
        with Tmux("sh", "-c", shell) as terminal:
            terminal.wait_for("175/175 ready")
            terminal.press("C-r")
            terminal.wait_for("running", " a minute")
            terminal.press(f"F{sitting + 4}", "C-q")
            terminal.wait_for("Stop and quit")
            terminal.press("y")
            terminal.wait_for("left with 0")


def bytes_written(
    command: list[str], keys: list[tuple[bytes, bytes]], size: tuple[int, int]
) -> bytes:
    """Run a command in a pseudo-terminal; after each awaited text send keys; return its bytes."""
    import fcntl
    import termios

    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    process = subprocess.Popen(command, stdin=child, stdout=child, stderr=child, env=environment)
    os.close(child)
    written = bytearray()
    since = 0
    end = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < end:
            ready, _, _ = select.select([parent], [], [], 0.2)
            if ready:
                try:
                    written += os.read(parent, 65_536)
                except OSError:
                    break
            if keys and keys[0][0] in written[since:]:
                since = len(written)
                os.write(parent, keys.pop(0)[1])
        assert not keys, f"never came: {keys[0][0]!r}"
    finally:
        process.kill()
        process.wait()
        os.close(parent)
    return bytes(written)


def test_no_control_byte_of_a_hostile_lesson_reaches_the_terminal(lesson: Lesson) -> None:
    rows = [
        {
            "id": f"seed_task_{number}",
            "name": text[:200],
            "instruction": text,
            "instances": [{"input": text, "output": text}],
        }
        for number, text in enumerate(HOSTILE)
    ]
    lesson.seeds_path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    dataset = lesson.folder / "hostile.json"
    tasks = [{"instruction": text, "input": text, "output": text} for text in HOSTILE]
    dataset.write_text(json.dumps(tasks), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "guanaco_tui", "import", str(lesson.folder), str(dataset)],
        check=True,
        capture_output=True,
    )
    down = b"\x1b[B"
    keys = [
        (b"ready", down * len(HOSTILE)),
        (b"line", b"\x1bOS"),  # F4
        (b"kept", b"\x1b[15~"),  # F5
        (b"hostile", down * len(HOSTILE) + b"l"),
        (b"hostile", b"\x11"),  # ctrl+q
    ]
    command = [sys.executable, "-m", "guanaco_tui", str(lesson.folder)]
    written = bytes_written(command, keys, (120, 40))
    assert b"[TODO]" in written
    # The shape of the mouse pointer, which Textual itself sets.
    written = re.sub(rb"\x1b\]22;[a-z-]*\x07", b"", written)
    for bad in FORBIDDEN:
        at = written.find(bad)
        assert at < 0, written[max(0, at - 60) : at + 60]
    before = [line.text for line in parse_seeds("".join(json.dumps(r) + "\n" for r in rows)).lines]
    assert [line.text for line in lesson.seeds().lines] == before


def test_what_escapes_leaves_the_terminal_clean_and_names_its_log(
    lesson: Lesson, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(
        "import sys\n"
        "from guanaco_tui import app, cli\n"
        "def break_down(self):\n"
        "    secret = '-'.join(['sk', 'very', 'secret'])\n"
        "    raise RuntimeError('boom')\n"
        "app.GuanacoApp.action_search = break_down\n"
        f"sys.argv = ['guanaco', {str(lesson.folder)!r}]\n"
        "cli.main()\n",
        encoding="utf-8",
    )
    written = bytes_written([sys.executable, str(broken)], [(b"ready", b"/")], (80, 24))
    assert written.count(b"\x1b[?1049h") == written.count(b"\x1b[?1049l") == 1
    assert b"\x1b[?25h" in written
    tail = written.rpartition(b"\x1b[?1049l")[2].decode("utf-8")
    (log,) = (tmp_path / "home" / "config" / "logs").iterdir()
    assert log.name in tail.replace("\r\n", "")
    assert "Traceback" not in tail
    assert "boom" in log.read_text(encoding="utf-8")
    assert "sk-very-secret" not in tail + log.read_text(encoding="utf-8")
    assert len(lesson.seeds().seeds) == 175
