"""Charts as SVG, drawn by attributes alone, for pages under a strict policy and for papers.

Each says in its label what it shows; whoever draws one puts the table of the same figures beside it. Colours never
carry anything alone: a cap is a line, and the numbers stand beside the bars.
"""

from collections.abc import Sequence
from html import escape

from msgspec import Struct

WIDTH = 640
_LEFT, _RIGHT, _TOP, _BASE = 40, 8, 12, 150
_ROW, _BAR = 34, 16
_BAR_LEFT, _BAR_WIDTH = 110, 240


class Palette(Struct, frozen=True):
    """Colours and letters: those of the page's styles, or fixed ones for paper."""

    ink: str
    line: str
    fills: tuple[str, str, str, str]
    """Good, middling, bad, and what is left."""
    mark: str
    letters: str


PAGE = Palette(
    "var(--ink)",
    "var(--line)",
    ("var(--teal)", "var(--gold)", "var(--bad)", "var(--line)"),
    "var(--bad)",
    "inherit",
)
PAPER = Palette("#15241f", "#c9d8d2", ("#0b5f57", "#f5b93d", "#9c1c16", "#c9d8d2"), "#9c1c16", "Libertinus Serif")


class Column(Struct, frozen=True):
    """A day: its name below, percent as a column, and percent as a line across, None for no line."""

    name: str
    value: float
    mark: float | None


class Bar(Struct, frozen=True):
    """A row: its name, parts one after the other, and what they are in words."""

    name: str
    parts: tuple[float, ...]
    words: str


def columns(label: str, days: Sequence[Column], palette: Palette = PAGE) -> str:
    """Percentages day by day, from 0 to 100."""
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(days))
    drawn = []
    for percent in (0, 50, 100):
        y = _height(percent)
        drawn.append(f'<path d="M{_LEFT} {y}H{WIDTH - _RIGHT}" stroke="{palette.line}"/>')
        drawn.append(_text(palette, _LEFT - 6, y + 4, f"{percent}%", anchor="end"))
    for number, day in enumerate(days):
        x, y = _LEFT + number * step, _height(day.value)
        size = f'width="{_short(step * 0.64)}" height="{_short(_BASE - y)}"'
        drawn.append(f'<rect x="{_short(x + step * 0.18)}" y="{y}" {size} fill="{palette.fills[0]}"/>')
        if day.mark is not None:
            line = f"M{_short(x)} {_height(day.mark)}h{_short(step)}"
            drawn.append(f'<path d="{line}" stroke="{palette.mark}" stroke-width="2.5"/>')
        drawn.append(_text(palette, x + step / 2, _BASE + 16, day.name, anchor="middle"))
    return _svg(label, _BASE + 24, drawn, palette)


def bars(label: str, rows: Sequence[Bar], palette: Palette = PAGE) -> str:
    """Sums of parts as bars to one scale, each with its words."""
    longest = max((sum(row.parts) for row in rows), default=0) or 1
    drawn = []
    for number, row in enumerate(rows):
        y, x = number * _ROW + 8, float(_BAR_LEFT)
        drawn.append(_text(palette, _BAR_LEFT - 8, y + 13, row.name, anchor="end"))
        for part, fill in zip(row.parts, palette.fills, strict=False):
            width = part * _BAR_WIDTH / longest
            drawn.append(f'<rect x="{_short(x)}" y="{y}" width="{_short(width)}" height="{_BAR}" fill="{fill}"/>')
            x += width
        drawn.append(_text(palette, x + 8, y + 13, row.words))
    return _svg(label, len(rows) * _ROW + 8, drawn, palette)


def _svg(label: str, height: float, drawn: Sequence[str], palette: Palette) -> str:
    size = f'width="{WIDTH}" height="{_short(height)}" viewBox="0 0 {WIDTH} {_short(height)}"'
    letters = f'font-family="{palette.letters}" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(label)}" {size} {letters}>'
    return f"{head}{''.join(drawn)}</svg>"


def _text(palette: Palette, x: float, y: float, words: str, *, anchor: str = "start") -> str:
    place = f'x="{_short(x)}" y="{_short(y)}" text-anchor="{anchor}"'
    return f'<text {place} fill="{palette.ink}">{escape(words)}</text>'


def _height(percent: float) -> float:
    return round(_BASE - min(percent, 100) * (_BASE - _TOP) / 100, 1)


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
