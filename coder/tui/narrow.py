"""Draws again only what has changed, of those widgets alone in which something has."""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip


class NarrowCompositor(Compositor):
    """Asks only the widgets that stand where something has changed, for the rows that have.

    Textual asks every widget for every row between the topmost and the lowest change. The line at the
    top changes with every key, so that was always the whole screen.
    """

    def __init__(self) -> None:
        super().__init__()
        self._wanted: tuple[Region, ...] = ()

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has changed since the last time, if anything has."""
        self._wanted = tuple(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._wanted = ()

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if not self._wanted:
            yield from super()._get_renders(crop)
            return
        left = list(self._wanted)
        # From the front to the back: behind a widget in which all of a change lies nothing of it is seen.
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            touched = [found for wanted in left if (found := wanted.intersection(seen))]
            if touched:
                left = [wanted for wanted in left if not seen.contains_region(wanted)]
                top, bottom = min(part.y for part in touched), max(part.bottom for part in touched)
                rows = Region(seen.x, top, seen.width, bottom - top)
                yield region, rows, widget.render_lines(rows.translate((-region.x, -region.y)))
