"""A chart with all that it needs to be read: its finding, what it shows, and its table twin."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from volver.present.charting import alt
from volver.present.formats import Formats
from volver.present.table import Table
from volver.present.words import Words

TEXT_SIZE = 13
"""Pixels; text keeps this size on a phone, because charts grow narrower and never smaller."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a chart. Two hues at most: blue and orange part well for every eye."""

    ink: str
    muted: str
    line: str
    first: str
    second: str


PAPER = Palette(ink="#3d444b", muted="#6f7780", line="#c9cdd1", first="#2f6f9f", second="#b35c1e")
"""Fixed colours that hold on white and on black, for notebooks, pictures and print."""

PAGE = Palette(
    ink="currentColor",
    muted="var(--muted)",
    line="var(--line)",
    first="var(--first)",
    second="var(--second)",
)
"""The page's own colours: they follow its theme without a redraw."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart. A notebook shows it by itself; a page embeds `page_spec()`."""

    name: str
    title: str
    """The finding, as a sentence."""
    description: str
    """What is drawn, for those who cannot see it."""
    marks: "alt.LayerChart"
    table: Table
    config: dict[str, Any]

    @property
    def chart(self) -> "alt.LayerChart":
        """The chart with its finding and what it shows, as wide as a column of text."""
        title = alt.TitleParams(wrap(self.title, 70), subtitle=wrap(self.description, 92))
        titled = self.marks.properties(width=560, title=title, description=self.description)
        titled.config = alt.Config.from_dict(self.config)
        return titled

    def page_spec(self) -> dict[str, Any]:
        """The specification for a page: as wide as its place, titled by the page itself."""
        # Checking it against the schema takes a second; the tests do it.
        return {
            **self.marks.to_dict(validate=False),
            "width": "container",
            "autosize": {"type": "fit-x", "contains": "padding"},
            "config": self.config,
        }

    def _repr_mimebundle_(self, *args: Any, **kwargs: Any) -> Any:
        return self.chart._repr_mimebundle_(*args, **kwargs)


def on(rows: list[dict[str, Any]]) -> "alt.Chart":
    """A chart on rows that travel inside it; a few hundred at most."""
    return alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]  # Altair's own gap


def stack(layers: "list[alt.Chart]", height: int) -> "alt.LayerChart":
    """Layers on common axes, the first at the back."""
    return alt.LayerChart(layer=layers, height=height)


def style(palette: Palette, words: Words) -> dict[str, Any]:
    """What all charts share: quiet axes, text of one size, the reader's way with numbers."""
    text = {"labelFontSize": TEXT_SIZE, "labelColor": palette.ink, "titleColor": palette.muted}
    return {
        "background": "transparent",
        "aria": False,  # the page names the chart as a whole; marks would be read one by one
        "font": "system-ui, sans-serif",  # Vega measures with it, so it must be a real name
        "locale": {"number": _number_locale(words.formats), "time": _time_locale(words.formats)},
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "color": palette.ink,
            "fontSize": 15,
            "fontWeight": 600,
            "offset": 14,
            "subtitleColor": palette.muted,
            "subtitleFontSize": TEXT_SIZE,
            "subtitlePadding": 6,
        },
        "axis": {
            **text,
            "domain": False,
            "ticks": False,
            "gridColor": palette.line,
            "gridOpacity": 0.7,
            "labelPadding": 8,
            "titleFontSize": TEXT_SIZE,
            "titleFontWeight": "normal",
        },
        "axisX": {
            "grid": False,
            "titlePadding": 10,
            "labelOverlap": "greedy",
            "labelSeparation": 6,
        },
        "axisY": {
            "titleAngle": 0,
            "titleAlign": "left",
            "titleX": 0,
            "titleY": -14,
            "tickCount": 4,
        },
        "legend": {
            **text,
            "orient": "top",
            "title": None,
            "columns": 1,  # side by side, the names would run into each other on a phone
            "symbolSize": 120,
            "symbolStrokeWidth": 3,
            "rowPadding": 4,
            "offset": 34,
        },
        "text": {"fontSize": TEXT_SIZE, "color": palette.ink},
    }


def _number_locale(formats: Formats) -> dict[str, Any]:
    marks = formats.symbols()
    return {
        "decimal": marks["decimal"],
        "thousands": marks["group"],
        "grouping": [3],
        "currency": [marks["before"], marks["after"]],
        "percent": marks["percent"],
    }


def _time_locale(formats: Formats) -> dict[str, Any]:
    names = formats.calendar()
    return {
        "dateTime": "%x %X",
        "date": "%x",
        "time": "%H:%M",
        "periods": ["AM", "PM"],
        **names,
    }
