"""The lines above the list of tasks: what is listed, the search line, how many; and the themes."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from guanaco_tui.analysis.browsing import Listing, View
from guanaco_tui.widgets.figures import MUTED, one_line
from guanaco_tui.widgets.theme_chips import STARRED, ThemeChips
from guanaco_tui.widgets.typed import TypedLine

# Of the search line, in characters: what is pasted by mistake is not looked for.
LONGEST_LINE = 400


class BrowseHead(Vertical):
    """Shows a view and its listing. The search line posts `Input.Changed`, a theme `Toggled`."""

    DEFAULT_CSS = """
    BrowseHead {
        height: auto;
        & > Horizontal { height: 1; padding: 0 1; }
        & #browse-what { width: auto; max-width: 50%; text-wrap: nowrap; text-overflow: ellipsis; }
        & Input { width: 1fr; min-width: 12; margin: 0 2; background: $panel; }
        & #browse-count { width: auto; max-width: 40%; text-wrap: nowrap; }
    }
    """

    def compose(self) -> ComposeResult:
        """One line, and the themes below it."""
        with Horizontal():
            yield Static(id="browse-what", markup=False)
            yield TypedLine(
                placeholder='words, prefix*, "a phrase", #theme',
                compact=True,
                max_length=LONGEST_LINE,
            )
            yield Static(id="browse-count", markup=False)
        yield ThemeChips()

    def put_line(self, text: str) -> None:
        """Put another text into the search line. What is painted never does: somebody may type."""
        line = self.query_one(Input)
        with line.prevent(Input.Changed):
            line.value = text

    def show(
        self,
        view: View,
        listing: Listing | None,
        *,
        title: str,
        order: str,
        themes: Sequence[str],
        tagging_note: str,
        looks_for: str = "",
    ) -> None:
        """Show what is asked for, and of the last listing how many there are.

        `title` names where the tasks are from, `looks_for` says what is looked for where that is
        not what was typed. While there is a note on tagging, the counts of
        the themes are not shown.
        """
        parts = ["" if view.ancestor else "dropped" if view.rejected else "kept", order]
        what = "".join(f" · {part}" for part in parts if part)
        self._put("#browse-what", Content.assemble((title, "bold"), what))
        names, counts, count = list(themes), None, ""
        if listing is not None:
            count = f"{listing.total:,}"
            if listing.view.is_narrowed:
                count = f"{len(listing.ids):,} of {count}"
            if not tagging_note:
                counts = {**listing.counts, STARRED: listing.starred}
        if view.starred or (listing is not None and listing.starred):
            names.append(STARRED)
        self._put("#browse-count", self._counted(count, looks_for))
        on_now = frozenset((*view.themes, *([STARRED] if view.starred else [])))
        self.query_one(ThemeChips).show(names, counts, on_now, tagging_note)

    def _counted(self, count: str, looks_for: str) -> Content:
        """The count, and before it as much of what is looked for as there is room for."""
        room = self.size.width * 2 // 5 - len(count) - 3
        if not looks_for or room < len("looks for: …"):
            return Content(count)
        said = Content.styled(one_line(looks_for), MUTED).truncate(room, ellipsis=True)
        return Content.assemble(said, f" · {count}" if count else "")

    def _put(self, name: str, text: Content) -> None:
        """Put text into its place; the line is laid out anew only where it has another length."""
        place = self.query_one(name, Static)
        before = place.content
        length = before.cell_length if isinstance(before, Content) else -1
        place.update(text, layout=text.cell_length != length)
