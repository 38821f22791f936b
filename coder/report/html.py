"""Outline → one HTML file that needs nothing else: no script, no font, no style from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape as plain_escape

from coder.domain.text import visible
from coder.report.drawing import svg
from coder.report.outline import (
    Block,
    Cell,
    Figure,
    Heading,
    Line,
    LineKind,
    List,
    Outline,
    Paragraph,
    Part,
    Quote,
    Table,
)
from coder.report.word_xml import LANGUAGE_TAGS, place

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
body { font: 1.05rem/1.55 system-ui, sans-serif; color: #222; background: #fff; max-width: 52rem;
       margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3, h4, caption, figcaption, th { color: #1f4e79; line-height: 1.25; }
.sub, .from, .note, .detail { color: #555; }
.from, .note, .detail { font-size: .9rem; }
blockquote { margin: .8rem 0; padding-left: 1rem; border-left: .25rem solid #c9d3dd; }
blockquote p { margin: .2rem 0; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 .4rem; }
caption { text-align: left; font-weight: bold; padding: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #c9d3dd; }
th { border-bottom: 2px solid #1f4e79; }
.number { text-align: right; }
td p { margin: 0 0 .2rem; }
a { color: #1f4e79; }
:target { outline: 2px solid #1f4e79; outline-offset: .2rem; }
svg { max-width: 100%; height: auto; }
@media print { body { max-width: none; margin: 0; } tr, blockquote { break-inside: avoid; } }
""".strip()


def draw(outline: Outline) -> str:
    """The whole document, every text of it escaped."""
    title = outline.title
    pages = _Pages(outline)
    body = "\n".join(text for part in outline.parts for text in pages.part(part))
    details = " \u00b7 ".join(title.details)
    return (
        f'<!doctype html>\n<html lang="{escaped(outline.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escaped(title.title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<header>\n"
        f'<h1>{escaped(title.title)}</h1>\n<p class="sub">{escaped(title.subtitle)}</p>\n'
        f'<p class="sub">{escaped(details)}</p>\n</header>\n{pages.contents()}<main>\n{body}\n</main>\n'
        "</body>\n</html>\n"
    )


def escaped(text: str) -> str:
    """Text that no browser takes for markup."""
    return plain_escape(visible(text), quote=True)


class _Pages:
    """Draws parts, and knows what can be pointed at."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._ids = {part.id for part in outline.parts}
        self._numbers = {id(block): number for _, block, number in outline.captioned()}

    def contents(self) -> str:
        """The headings of the first two levels as links."""
        found = [
            (block.level, block.text, place(part.id, "p"))
            for part in self._outline.parts
            for block in part.blocks[:1]
            if isinstance(block, Heading) and block.level == 1
        ]
        if not found:
            return ""
        items = "".join(f'<li><a href="#{anchor}">{escaped(text)}</a></li>\n' for _, text, anchor in found)
        return f'<nav aria-label="Contents">\n<h2>Contents</h2>\n<ul>\n{items}</ul>\n</nav>\n'

    def part(self, part: Part) -> Iterator[str]:
        """One part in a place that can be pointed at."""
        yield f'<section id="{place(part.id, "p")}">'
        for block in part.blocks:
            yield from self._block(block)
        yield "</section>"

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                level = block.level + 1
                yield f"<h{level}>{escaped(block.text)}</h{level}>"
            case Paragraph():
                label = self._outline.label(block.see)
                seen = f' See <a href="#{place(block.see, "p")}">{label}</a>.' if label else ""
                note = f' <span class="note">({escaped(block.note)})</span>' if block.note else ""
                yield f"<p>{escaped(block.text)}{seen}{note}</p>"
            case List():
                links = block.links or ("",) * len(block.items)
                items = (self._linked(text, link) for text, link in zip(block.items, links, strict=True))
                yield "<ul>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>"
            case Quote():
                yield (
                    f"<blockquote><p{_lang(block.language)}>\u201c{escaped(block.text)}\u201d</p>"
                    f'<p class="from">{escaped(block.attribution)}</p></blockquote>'
                )
            case Table():
                yield from self._table(block)
            case Figure():
                number = self._numbers[id(block)]
                caption = f"Figure {number}. {escaped(block.caption)}"
                yield f"<figure>{svg(block.chart)}<figcaption>{caption}</figcaption></figure>"

    def _linked(self, text: str, link: str) -> str:
        if link not in self._ids:
            return escaped(text)
        return f'<a href="#{place(link, "p")}">{escaped(text)}</a>'

    def _table(self, block: Table) -> Iterator[str]:
        caption = f"Table {self._numbers[id(block)]}. {escaped(block.caption)}"
        places = range(len(block.columns))
        numbers = [bool(block.rows) and all(row[n].number for row in block.rows) for n in places]
        heads = "".join(
            f'<th scope="col"{_number(number)}>{escaped(title)}</th>'
            for title, number in zip(block.columns, numbers, strict=True)
        )
        rows = "\n".join(f"<tr>{''.join(map(self._cell, row))}</tr>" for row in block.rows)
        # A table that can be scrolled has to be reachable with the keyboard.
        yield f'<div class="table" role="region" tabindex="0" aria-label="{escaped(block.caption)}">'
        yield f"<table>\n<caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>"
        yield f"<tbody>\n{rows}\n</tbody>\n</table></div>"
        if block.note:
            yield f'<p class="note">{escaped(block.note)}</p>'

    def _cell(self, cell: Cell) -> str:
        inside = "".join(map(self._line, cell.lines))
        return f"<td{_number(cell.number)}>{inside}</td>"

    def _line(self, line: Line) -> str:
        text = self._linked(line.text, line.link)
        if line.kind is LineKind.STRONG:
            return f"<p><strong>{text}</strong></p>"
        look = ' class="detail"' if line.kind is LineKind.DETAIL else ""
        return f"<p{look}{_lang(line.language)}>{text}</p>"


def _number(number: bool) -> str:
    return ' class="number"' if number else ""


def _lang(language: str) -> str:
    return "" if language == "en" else f' lang="{escaped(LANGUAGE_TAGS.get(language, language))}"'
