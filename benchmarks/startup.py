"""How long `guanaco --version` and `guanaco --help` take, beside an empty Python.

Promise: --version in under 0.15 s, --help in under 0.25 s.

    python -m benchmarks.startup
"""

import argparse
import statistics
import subprocess
import sys
import time

EMPTY = [sys.executable, "-c", "pass"]
COMMANDS = {
    "guanaco --version": [sys.executable, "-m", "guanaco_tui", "--version"],
    "guanaco --help": [sys.executable, "-m", "guanaco_tui", "--help"],
    "guanaco generate --help": [sys.executable, "-m", "guanaco_tui", "generate", "--help"],
}


def seconds(command: list[str]) -> float:
    """Run a command once and return how long it took."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def main() -> None:
    """Measure, turn by turn, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args().times
    commands = {"python -c pass": EMPTY, **COMMANDS}
    measured: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            measured[name].append(seconds(command))
    empty = statistics.median(measured["python -c pass"])
    print(f"{'':28}{'median':>10}{'worst':>10}{'x empty':>10}")
    for name, values in measured.items():
        median = statistics.median(values)
        print(f"{name:28}{median:>8.3f} s{max(values):>8.3f} s{median / empty:>10.1f}")


if __name__ == "__main__":
    main()
