"""The one gate through which data text reaches the screen: made harmless, never parsed as markup."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.content import Content

from coder.domain.text import canonical, masked, visible

Part = str | tuple[str, str]
"""Text, or text with a style such as `bold $accent`."""

_COLOR = re.compile("#[0-9a-fA-F]{6}")


def plain(text: str) -> str:
    """`text` on one line, without anything that a terminal would obey."""
    return visible(text)


def paragraphs(text: str) -> str:
    """`text` without anything that a terminal would obey, its line breaks kept."""
    return "\n".join(visible(line) for line in canonical(text).text.split("\n"))


def drawable(text: str) -> str:
    """`text` made harmless character by character, so that every offset still holds."""
    return "\n".join(map(masked, text.split("\n")))


def content(*parts: Part) -> Content:
    """Styled text for a widget."""
    return Content.assemble(
        *(_keep_breaks(part) if isinstance(part, str) else (_keep_breaks(part[0]), part[1]) for part in parts)
    )


def _keep_breaks(text: str) -> str:
    return text if text == "\n" else "\n".join(visible(line) for line in text.split("\n"))


def cell(text: str, style: str = "") -> Text:
    """Text for a cell of a table."""
    return Text(visible(text), style=style, no_wrap=True, end="")


def segment(text: str, style: Style) -> Segment:
    """A piece of a line that a widget draws by itself."""
    return Segment(visible(text), style)


def width(text: str) -> int:
    """How many cells `text` takes once it is drawn."""
    return cell_len(visible(text))


@lru_cache(maxsize=2048)
def cut(text: str, cells: int) -> str:
    """`text` on one line, no wider than `cells`; what is missing shows as `…`."""
    shown = visible(text)
    if cell_len(shown) <= cells:
        return shown
    kept, used = 0, 0
    for _, end, size in split_graphemes(shown)[0]:
        if used + size > cells - 1:
            break
        kept, used = end, used + size
    return shown[:kept].rstrip() + "…" if cells > 0 else ""


def quoted(text: str, cells: int) -> str:
    """`text` in quotation marks, no wider than `cells` with them."""
    return f"“{cut(text, max(0, cells - 2))}”"


def fitted(text: str, cells: int, *, right: bool = False) -> str:
    """`text` cut or padded to exactly `cells`."""
    shown = cut(text, cells)
    gap = " " * (cells - cell_len(shown))
    return gap + shown if right else shown + gap


def color(value: str, instead: str) -> str:
    """`value` when it is a color such as `#4477aa`, otherwise `instead`."""
    return value if _COLOR.fullmatch(value) else instead
