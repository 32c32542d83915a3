"""Where everything of a contact sheet goes: sizes from the number of rows, before anything is drawn.

A short story gets one wide column with large pictures; a long one gets smaller cards in several columns, so that
the sheet keeps the proportions of a page. Beyond `MAX_ROWS` an even choice of segments is shown, which the header
says, so that memory stays bounded.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_ROWS = 400
_PAGE_RATIO = 1.45
"""Height of a page over its width, about that of paper."""
_SIZES = ((12, 400), (48, 288), (MAX_ROWS, 208))
"""Up to so many rows, pictures of this width in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlan:
    """Sizes of a sheet in pixels."""

    columns: int
    rows_down: int
    n_pictures: int
    picture_width: int
    picture_height: int
    text_width: int
    gap: int
    """Between pictures, and inside a card's edge."""
    margin: int
    header_height: int
    unit: float
    """Size of plain text on the cards; everything there is a multiple of it."""
    header_unit: float
    """The same for the header, which grows with the sheet."""

    @property
    def card_width(self) -> int:
        """One card: words, then pictures."""
        return self.gap * 2 + self.text_width + self.n_pictures * (self.picture_width + self.gap)

    @property
    def card_height(self) -> int:
        """As high as a picture with its edges."""
        return self.picture_height + 2 * self.gap

    @property
    def width(self) -> int:
        """The whole sheet."""
        return 2 * self.margin + self.columns * self.card_width + (self.columns - 1) * self.spacing

    @property
    def height(self) -> int:
        """The whole sheet."""
        cards = self.rows_down * self.card_height + max(0, self.rows_down - 1) * self.spacing
        return self.header_height + cards + self.margin

    @property
    def spacing(self) -> int:
        """Between cards."""
        return self.gap + self.gap // 2

    def strip_top(self, down: int) -> int:
        """Where the strip with a line of cards begins; for one line too many, where the sheet ends."""
        if down == self.rows_down:
            return self.height
        return self.header_height - self.spacing // 2 + down * (self.card_height + self.spacing)

    def corner(self, position: int) -> tuple[int, int]:
        """Left and top of the card at a position; columns are read one after the other, like a newspaper's."""
        column, row = divmod(position, self.rows_down)
        left = self.margin + column * (self.card_width + self.spacing)
        return left, self.header_height + row * (self.card_height + self.spacing)


def plan_sheet(n_rows: int, n_pictures: int, aspect: float, legend_lines: int = 1) -> SheetPlan:
    """Lay out a sheet.

    Args:
        n_rows: Segments to show, at most `MAX_ROWS`.
        n_pictures: Pictures a row, at least one.
        aspect: Width of a picture over its height.
        legend_lines: Lines of name chips under the title.

    Returns:
        The plan whose page is nearest to the proportions of paper.
    """
    picture_width = next(width for limit, width in _SIZES if n_rows <= limit)
    plans = [
        _plan(columns, n_rows, n_pictures, picture_width, aspect, legend_lines)
        for columns in range(1, 1 if picture_width == _SIZES[0][1] else 9)
    ] or [_plan(1, n_rows, n_pictures, picture_width, aspect, legend_lines)]
    return min(plans, key=lambda plan: abs(plan.height / plan.width - _PAGE_RATIO))


def _plan(columns: int, n_rows: int, n_pictures: int, width: int, aspect: float, legend_lines: int) -> SheetPlan:
    unit = max(11.0, width / 25)
    header_unit = unit * (1 + 0.35 * (columns - 1))
    height = max(round(width / aspect), round(unit * 9))  # room for a few lines of text beside a flat picture
    return SheetPlan(
        columns=columns,
        rows_down=max(1, -(-n_rows // columns)),
        n_pictures=n_pictures,
        picture_width=width,
        picture_height=height,
        text_width=round(width * 0.95),
        gap=max(8, width // 28),
        margin=max(20, width // 10),
        header_height=round(header_unit * (5.6 + 2.1 * legend_lines)) + max(20, width // 10),
        unit=unit,
        header_unit=header_unit,
    )


def chosen_rows(n_rows: int) -> list[int]:
    """Positions of the rows to show: all of them, or `MAX_ROWS` evenly spaced with the first and the last."""
    if n_rows <= MAX_ROWS:
        return list(range(n_rows))
    return [round(i * (n_rows - 1) / (MAX_ROWS - 1)) for i in range(MAX_ROWS)]
