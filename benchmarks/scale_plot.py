"""The plot of docs/why/scale.md, from the table in RESULTS.md: python -m benchmarks.scale_plot"""

from collections.abc import Iterator
from typing import Any

import altair as alt
import vl_convert

from benchmarks.places import HERE, RESULTS
from benchmarks.scale import BARE, END, FULL, LIMITED, POINT, START
from volver.present.drawing import PAPER, Drawing, on, stack, style
from volver.present.table import Table
from volver.present.words import Words

PLOT = HERE.parent / "docs" / "why" / "scale.svg"
SHOWN = {
    (BARE, "sorted"): "bare group by, by date",
    (POINT, "sorted"): "point, by date",
    (LIMITED, "shuffled"): "point in 2 GB, in no order",
    (LIMITED, "strings"): "point in 2 GB, text ids",
    (FULL, "sorted"): "whole choice, by date",
}
SHADES = (PAPER.muted, PAPER.first, PAPER.second, "#8a6d9e", PAPER.ink)


def rows() -> Iterator[dict[str, Any]]:
    """Orders, seconds and which program, as the table has them."""
    part = RESULTS.read_text("utf-8").partition(START)[2].partition(END)[0]
    for line in part.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 8 and (cells[3], cells[2]) in SHOWN:
            yield {
                "orders": int(cells[0].replace(",", "")),
                "seconds": float(cells[4].split()[0]),
                "which": SHOWN[cells[3], cells[2]],
            }


def drawing() -> Drawing:
    """Seconds against orders, both in powers of ten."""
    words, found, names = Words("en"), list(rows()), list(SHOWN.values())
    x = alt.X(
        "orders:Q",
        title="orders",
        scale=alt.Scale(type="log", domain=[10**6, 1.2 * 10**8], nice=False),
        axis=alt.Axis(format="~s", values=[10**6, 10**7, 10**8]),
    )
    y = alt.Y(
        "seconds:Q",
        title="seconds",
        scale=alt.Scale(type="log", domain=[0.4, 400], nice=False),
        axis=alt.Axis(values=[1, 10, 100]),
    )
    colour = alt.Color("which:N", scale=alt.Scale(domain=names, range=list(SHADES)))
    layers = [
        on(found).mark_line(strokeWidth=2).encode(x, y, colour),
        on(found).mark_point(filled=True, size=60).encode(x, y, colour),
    ]
    return Drawing(
        name="scale",
        title="Slower than orders while they fit in one reading, then as they do or faster",
        description="Wall time of whole processes on a busy machine; both axes in powers of ten.",
        marks=stack(layers, height=300),
        table=Table(("Orders", "Seconds"), ()),
        config={**style(PAPER, words), "background": "white"},
    )


def main() -> None:
    """Write the plot."""
    svg = vl_convert.vegalite_to_svg(drawing().chart.to_dict())
    PLOT.write_text(svg + "\n", "utf-8")
    print(f"{PLOT.name}: {len(svg):,} bytes")


if __name__ == "__main__":
    main()
