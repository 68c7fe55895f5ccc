"""The book as a PDF, made by typst: no browser, and tagged so that it can be read aloud."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from volver.domain.errors import BadInput
from volver.present.book.cells import is_number, lines, said, shades
from volver.present.book.html import Imprint, terms
from volver.present.book.leaf import Figure, Leaf
from volver.present.drawing import PAGE, PAPER
from volver.present.sheet import Cell, Grid
from volver.present.words import Words

MOST_ROWS = 24
MOST_COLUMNS = 14
"""A wider table would not be legible on paper; the page and the file have all of it."""
FEW_ROWS = 6
"""A sheet with no more and no chart begins no page."""
FEW_COLUMNS = 8
"""With more, letters are smaller and money goes without its currency, which the foot has."""
LONGEST = 28
"""Letters after which a column gets no wider: its texts go on below."""
NO_BREAK = "\u00a0\u202f"
"""Blanks that hold a number and its sign together."""
MOST_LETTERS = 300
"""Of a cell; the file has all of them."""
CHART_WIDTH = 560
"""Pixels, as wide as the text."""

_HEAD = """#set document(title: {title}, date: none)
#set page(paper: "a4", margin: (x: 16mm, top: 18mm, bottom: 20mm), footer: context [
  #set text(7.5pt, fill: luma(90))
  #{terms} #h(1fr) #counter(page).display()
])
#set text(lang: {language}, size: 9.5pt, font: "Libertinus Serif", number-type: "lining")
#set par(leading: 0.6em)
#set table(stroke: (x, y) => (bottom: 0.4pt + luma(200)), inset: (x: 4pt, y: 3.5pt))
#show table.cell.where(y: 0): set text(fill: luma(90))
#show table.cell: set text(hyphenate: true)
#show heading: set block(above: 1.4em, below: 0.7em)
#show figure: set block(breakable: true)
#align(left)[#text(20pt, weight: "bold")[#{shop}] \\ #text(13pt)[#{name}]]
#v(4pt)
#text(fill: luma(90))[#{terms}]
#heading(level: 1, {short})
"""


def write_pdf(leaves: Sequence[Leaf], imprint: Imprint, locale: str, path: Path) -> None:
    """Write the book, A4; a sheet begins a page, unless it is short.

    Raises BadInput where typst is not installed.
    """
    try:
        import typst
    except ImportError:
        raise BadInput(
            what="A PDF is made by typst, which is not installed",
            where="--pdf",
            next_step="Run: pip install 'volver[pdf]'   (or print book.html from a browser)",
        ) from None
    words = Words(locale, imprint.currency)
    with TemporaryDirectory() as folder:
        text = _HEAD.format(
            title=_text(f"{imprint.shop}: {words('The book of figures')}"),
            terms=_text(terms(imprint, words)),
            language=_text(words.language),
            shop=_text(imprint.shop),
            name=_text(words("The book of figures")),
            short=_text(words("In short")),
        )
        text += "".join(
            f'#par[#text(weight: "bold")[#{_text(leaf.title)}] \\ #{_text(leaf.finding)}]\n'
            for leaf in leaves
        )
        text += "\n".join(_lines(leaves, words, Path(folder)))
        source = Path(folder) / "book.typ"
        source.write_text(text, "utf-8")
        # No font of the machine: the same book everywhere.
        path.write_bytes(typst.compile(str(source), ignore_system_fonts=True))


def _lines(leaves: Sequence[Leaf], words: Words, folder: Path) -> Iterator[str]:
    for leaf in leaves:
        begins = "" if _is_short(leaf) else "#pagebreak()\n"
        yield f"{begins}#heading(level: 1, {_text(leaf.title)})"
        yield f"#text(11pt)[#{_text(leaf.question)}]\n"
        if leaf.found:
            yield f'#par[#text(weight: "bold")[#{_text(leaf.found)}]]\n'
        for block in leaf.blocks:
            match block:
                case str():
                    yield f"#par[#{_text(block)}]\n"
                case Figure():
                    yield _figure(block, folder)
                case Grid() if block.rows:
                    yield _grid(block, words)
        if leaf.needs:
            said_so = words("What these figures would need:")
            yield f"#par[#{_text(said_so)}]\n#list({', '.join(map(_text, leaf.needs))})\n"


def _is_short(leaf: Leaf) -> bool:
    """Whether a sheet goes on below the one before, since a page of its own would stay empty."""
    return not leaf.figures and sum(len(grid.rows) for grid in leaf.grids) <= FEW_ROWS


def _figure(figure: Figure, folder: Path) -> str:
    import vl_convert

    place = folder / f"{figure.name}.svg"
    place.write_text(vl_convert.vegalite_to_svg(printable(figure)), "utf-8")
    alt = _text(f"{figure.title} {figure.description}")
    return (
        f'#block(breakable: false)[#text(weight: "bold")[#{_text(figure.title)}] \\\n'
        f"#text(8pt, fill: luma(90))[#{_text(figure.description)}]\n"
        f"#image({_text(place.name)}, width: 100%, alt: {alt})]\n"
    )


def printable(figure: Figure) -> str:
    """The specification with fixed colours and a fixed width: paper has no theme to follow."""
    plain = {**figure.specification, "width": CHART_WIDTH}
    text = json.dumps(plain, allow_nan=False)
    for name in ("ink", "muted", "line", "first", "second"):
        text = text.replace(json.dumps(getattr(PAGE, name)), json.dumps(getattr(PAPER, name)))
    return text


def _grid(grid: Grid, words: Words) -> str:
    shown = range(min(len(grid.columns), MOST_COLUMNS))
    is_wide = len(shown) > FEW_COLUMNS
    tint = shades(grid)
    align = ", ".join("right" if is_number(grid.columns[at].unit) else "left" for at in shown)
    rows = lines(grid, MOST_ROWS)
    texts = [
        [
            _money(row[at], grid, at, words)
            if is_wide and grid.columns[at].unit == "money"
            else said(row[at], grid.columns[at].unit, words)
            for at in shown
        ]
        for row in (grid.rows[line] for line in rows)
    ]
    widths = ", ".join(
        f"{_width(grid.columns[at].title, [t[at] for t in texts])}fr" for at in shown
    )
    cells = [f"[#{_text(grid.columns[at].title)}]" for at in shown]
    written = [f"table.header({', '.join(cells)}),"]
    for line, row in zip(rows, texts, strict=True):
        drawn = []
        for at in shown:
            text = _cut(row[at]) + (" *" if (line, at) in grid.partial else "")
            shade = tint[line][at]
            fill = f"fill: rgb(47, 111, 159, {shade * 22})" if shade else ""
            drawn.append(f"table.cell({fill})[#{_text(text)}]" if fill else f"[#{_text(text)}]")
        written.append(", ".join(drawn) + ",")
    notes = [grid.caution] if grid.caution else []
    if grid.partial:
        notes.append(words("* so far: the period has not ended."))
    if len(grid.rows) > MOST_ROWS or len(grid.columns) > MOST_COLUMNS:
        notes.append(
            words(
                "{rows:count} rows and {columns:count} columns in all; the file {name:text} has"
                " all of them.",
                rows=len(grid.rows),
                columns=len(grid.columns),
                name=grid.slug,
            )
        )
    size = 6.5 if is_wide else 8.5
    return (
        f'#block(above: 1.4em, sticky: true)[#text(weight: "bold")[#{_text(grid.title)}]'
        + (f" \\ #text(8pt, fill: luma(90))[#{_text(' '.join(notes))}]" if notes else "")
        + "]\n"
        + f"#[#set text({size}pt)\n#table(columns: ({widths},), align: ({align},),\n"
        + "\n".join(written)
        + "\n)]\n"
    )


def _width(title: str, texts: Sequence[str]) -> int:
    """How wide a column is beside the others: its longest text, or the longest word above it."""
    words = max((len(word) for word in title.split()), default=1)
    return max(words, *(min(len(text), LONGEST) for text in texts)) + 3


def _cut(text: str) -> str:
    """A text that a page can hold: not endless, and no word wider than a column."""
    cut = text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"
    return " ".join(
        " ".join(word[at : at + LONGEST] for at in range(0, len(word), LONGEST))
        for word in cut.split(" ")
    )


def _money(cell: Cell, grid: Grid, at: int, words: Words) -> str:
    """Money in a wide table: no currency, and no cents where a column goes into thousands."""
    if not isinstance(cell, int | float) or cell != cell:
        return said(cell, "money", words)
    held = (row[at] for row in grid.rows)
    most = max(abs(c) for c in held if isinstance(c, int | float) and c == c)
    return words.formats.number(cell, 0 if most >= 1000 else 2)


def _text(value: str) -> str:
    """A value as a typst string: nothing in it can be markup or code.

    >>> _text('a "quoted" #name')
    '"a \\\\"quoted\\\\" #name"'
    """
    kept = "".join(c if c.isprintable() or c in NO_BREAK else " " for c in value)
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'
