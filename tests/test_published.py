"""The published seeds against the published tasks: the README has what the program finds."""

from pathlib import Path

import pytest

from benchmarks.published import rows

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"
SEEDS, DATASET = DATA / "seed_tasks.jsonl", DATA / "alpaca_data.json"


@pytest.mark.skipif(not DATASET.exists(), reason="the published dataset is not here")
def test_the_table_in_the_readme_is_what_the_program_finds() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    begin = next(n for n, line in enumerate(lines) if line.startswith("| theme | instruction"))
    written = [
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in lines[begin + 2 : lines.index("", begin)]
    ]
    found = [list(row) for row in rows(SEEDS, DATASET)]
    assert written == found
