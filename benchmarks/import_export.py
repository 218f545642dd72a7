"""How long a dataset takes into a lesson and out again, and how much memory.

Promise: the 52,002 tasks of Stanford Alpaca in under 4 s and 300 MB. Beside it: json.load alone.

    python -m benchmarks.import_export PATH/TO/alpaca_data.json
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from guanaco_tui.text import clean

MEASURED = """
import runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
finally:
    try:
        import resource
    except ImportError:
        peak = 0
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        peak //= 1024 if sys.platform == "darwin" else 1
    print(f"PEAK {peak // 1024}", file=sys.stderr)
"""


def measure(*arguments: object) -> tuple[float, int]:
    """Run `guanaco` with these arguments; return its seconds and its peak memory in MB."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "guanaco_tui", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    took = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(done.stderr)
    return took, int(done.stderr.rpartition("PEAK ")[2])


def main() -> None:
    """Import, export in each format, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset", type=Path)
    dataset = parser.parse_args().dataset
    began = time.perf_counter()
    tasks = json.loads(dataset.read_text(encoding="utf-8"))
    plain = time.perf_counter() - began
    print(f"{'json.loads alone':28}{plain:>8.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        lesson = Path(folder) / "lesson"
        lesson.mkdir()
        (lesson / "seeds.jsonl").write_text("", encoding="utf-8")
        took, peak = measure("import", lesson, dataset, "--name", "theirs")
        print(f"{f'import of {len(tasks):,} tasks':28}{took:>8.2f} s{peak:>8} MB")
        for form in ("alpaca", "jsonl", "csv", "chat"):
            out = Path(folder) / f"out.{form}"
            arguments = ("export", lesson, "--collection", "theirs", "--format", form, "-o", out)
            took, peak = measure(*arguments)
            print(f"{f'export as {form}':28}{took:>8.2f} s{peak:>8} MB")
        back = json.loads((Path(folder) / "out.alpaca").read_text(encoding="utf-8"))
        cleaned = [{field: clean(text) for field, text in task.items()} for task in tasks]
        hostile = sum(before != after for before, after in zip(tasks, cleaned, strict=True))
        print(
            f"exported {'equals' if back == cleaned else 'DIFFERS FROM'} what was imported, "
            f"less the control characters of {hostile} tasks"
        )


if __name__ == "__main__":
    main()
