"""The page of a report in a real browser, where there is one: narrow and wide."""

import html
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.importing import asking, import_into
from tests.report.pages import Page, lesson_of, written

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")


PROBE = """<script>addEventListener("load", () => parent.postMessage(JSON.stringify({
width: innerWidth, page: document.documentElement.scrollWidth,
bare: [...document.querySelectorAll("svg[role=img]")].filter(
  svg => !svg.querySelector("title")?.textContent).length,
wide: [...document.querySelectorAll("main *, header *, nav *")].filter(
  it => !it.closest(".wide, svg, .left, .right")
    && it.getBoundingClientRect().right > innerWidth + 0.5).map(
  it => it.tagName + "." + it.className),
lines: [...document.querySelectorAll(".lines")].map(list => ({
  at: [list.getBoundingClientRect().left, list.getBoundingClientRect().top],
  hits: [...list.querySelectorAll("summary")].map(line => {
    const last = document.createRange(), before = line.querySelector(".left > span").firstChild;
    last.setStart(before, before.length - 2); last.setEnd(before, before.length - 1);
    const [hit, near, room] = [line.querySelector("mark"), last, line.querySelector(".left")].map(
      it => it.getBoundingClientRect());
    return {way: line.dir, begin: hit.left, end: hit.right, high: room.height,
      near: line.dir == "rtl" ? near.left - hit.right : hit.left - near.right,
      cut: line.querySelector(".left > span").getBoundingClientRect().width > room.width};
  })}))}), "*"))</script>"""


FRAMES = """<body><pre id="said"></pre><script>const all = []; addEventListener("message", it => {
all.push(JSON.parse(it.data)); if (all.length == 2) said.textContent = JSON.stringify(all); })
</script><iframe src="probed.html" style="width:390px;height:800px;border:0"></iframe>
<iframe src="probed.html" style="width:1280px;height:800px;border:0"></iframe></body>"""


def in_browser(page: Page, folder: Path) -> Iterator[dict[str, object]]:
    """Open the page 390 and 1280 pixels wide, and yield what each says of itself."""
    assert CHROMIUM is not None
    (folder / "probed.html").write_text(page.source.replace("</body>", f"{PROBE}</body>"), "utf-8")
    (folder / "frames.html").write_text(FRAMES, "utf-8")
    dumped = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--virtual-time-budget=5000",
            f"--user-data-dir={folder / 'browser'}", "--dump-dom",
            (folder / "frames.html").as_uri(),
        ],
        capture_output=True, encoding="utf-8", check=True, timeout=60,
    ).stdout  # fmt: skip
    said = re.search(r'<pre id="said">(.*?)</pre>', dumped, re.DOTALL)
    assert said is not None
    yield from sorted(json.loads(html.unescape(said[1])), key=lambda found: found["width"])


def assert_fits(narrow: dict[str, object], wide: dict[str, object]) -> None:
    assert (narrow["width"], wide["width"]) == (390, 1280)
    for found in (narrow, wide):
        assert found["wide"] == []
        assert found["page"] == found["width"]
        assert found["bare"] == 0


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_a_real_browser_shows_it_without_scrolling_sideways(
    hostile_page: Page, tmp_path: Path
) -> None:
    assert_fits(*in_browser(hostile_page, tmp_path))


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_a_real_browser_shows_lines_as_keyword_in_context(tmp_path: Path) -> None:
    longs = [f"{'We went on and on ' * n}across the river {'and on ' * n}" for n in range(1, 5)]
    # A hit that runs against its line stands in the column all the same.
    longs.append("What follows the word نهر وبعده بيت")
    themes = '[theme.water]\nlabel = "Water"\nwords = ["river", "نهر"]\n'
    made = lesson_of(tmp_path / "ours", themes, *longs)
    arabic = (f"{'كان يا ما كان ' * n}نهر طويل" for n in range(1, 6))
    import_into(made, asking(*arabic, output=""))
    narrow, wide = in_browser(written(made), tmp_path)
    assert_fits(narrow, wide)
    for found in (narrow, wide):
        ours, theirs = found["lines"]  # type: ignore[misc]
        for side, way, edge in ((ours, "ltr", "begin"), (theirs, "rtl", "end")):
            hits = side["hits"]
            assert len(hits) == 5 and {hit["way"] for hit in hits} == {way}
            # One column, one line each, and what is cut is far from the hit.
            assert len({hit[edge] for hit in hits}) == 1
            assert len({hit["high"] for hit in hits}) == 1
            assert all(0 < hit["near"] < 12 for hit in hits)
            assert any(hit["cut"] for hit in hits)
        (left, top), (right, beside) = ours["at"], theirs["at"]
        assert (left < right and top == beside) if found is wide else (left == right)
