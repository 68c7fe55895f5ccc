"""Errors in the reader's language.

An error is written in English where it is raised, its values already in it. The catalogue
`locale/<language>/LC_MESSAGES/errors.po` holds each text as a template, and here an error is
recognised among them. A place of a template says what stands in it:

{name}             a value, shown as it is: a file, a column, what somebody typed
{n:count}          a number, written as the locale does
{listed:amounts}   several of them, among other words
{line:line}        the number of a line, which is no quantity
{why:told}         a text that has a template of its own
{all:list}         several of those, as `collect.refuse` joins them
{says:rule}        what a rule says, which stands in the catalogue of words
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from volver.domain.errors import VolverError
from volver.present.words import Words

PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_JOINT = re.compile(r"(?<=\)); (?=[0-9,]+ x \w+ \((?:first on line|in column) )")
_NUMBER = re.compile(r"(?<![\w.,])-?[0-9][0-9,]*(?:\.[0-9]+)?(?!\w)")
_ANYTHING = ".+?"
_SHAPES = {
    "line": "[0-9]+",
    "count": r"-?[0-9][0-9,]*(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?",
    "list": r"[0-9,]+ x \w+ \((?:first on line|in column) .+",
}
_DEPTH = 3
"""A text about a file holds an error, and that one a reason; what people wrote goes no deeper."""

Template = tuple[re.Pattern[str], dict[str, str], str]
"""What it matches, the kind of each of its places, and the translation."""


class _Unknown(Exception):
    """A text that has no template."""


def told(error: VolverError, words: Words) -> VolverError | None:
    """The error in the reader's language; None, to be shown in English, where a part is unknown.

    Half a translation is harder to read than none. Only `where` may be a bare name.
    """
    try:
        what, next_step = _told(error.what, words), _told(error.next_step, words)
        where = _where(error.where, words)
    except _Unknown:
        return None
    return type(error)(what, where, next_step)


def advice(text: str, words: Words) -> str:
    """A text that stands in the catalogue of errors, shown by itself."""
    return _if_known(text, words)


def _where(text: str, words: Words) -> str:
    """A name as it is; several lines are sentences, about one file each."""
    lines = text.split("\n")
    return "\n".join(_told(line, words) for line in lines) if lines[1:] else _if_known(text, words)


def _if_known(text: str, words: Words) -> str:
    try:
        return _told(text, words)
    except _Unknown:
        return text


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Each template and its translation."""
    from babel.messages.pofile import read_po

    source = files("volver.present") / "locale" / language / "LC_MESSAGES" / "errors.po"
    with source.open("rb") as lines:
        for message in read_po(lines, locale=language):
            if message.id:
                yield str(message.id), str(message.string)


@cache
def _catalogue(language: str) -> tuple[dict[str, str], tuple[Template, ...]]:
    """Texts that have no place, and templates: first those that say the most by themselves."""
    known = {} if language == "en" else dict(texts(language))
    open_ = [text for text in known if PLACE.search(text)]
    open_.sort(key=lambda text: -len(PLACE.sub("", text)))
    return known, tuple(_template(text, known[text]) for text in open_)


def _template(english: str, translated: str) -> Template:
    shape, done = "", 0
    for place in PLACE.finditer(english):
        what = _SHAPES.get(place[2] or "", _ANYTHING)
        shape += re.escape(english[done : place.start()]) + f"(?P<{place[1]}>{what})"
        done = place.end()
    kinds = dict(PLACE.findall(english))
    return re.compile(shape + re.escape(english[done:]), re.DOTALL), kinds, translated


def _told(text: str, words: Words, depth: int = _DEPTH) -> str:
    known, templates = _catalogue(words.language)
    if text in known:
        return known[text]
    for shape, kinds, translated in templates if depth else ():
        if found := shape.fullmatch(text):
            try:
                values = {
                    name: _value(value, kinds[name], words, depth - 1)
                    for name, value in found.groupdict().items()
                }
            except _Unknown:  # it only looked like this one
                continue
            return _filled(translated, values)
    raise _Unknown


def _filled(translated: str, values: Mapping[str, str]) -> str:
    # Not str.format: braces that people wrote, or that a setting needs, are text.
    return PLACE.sub(lambda place: values[place[1]], translated)


def _value(text: str, kind: str, words: Words, depth: int) -> str:
    match kind:
        case "count":
            return words.respelt(text)
        case "amounts":
            return _NUMBER.sub(lambda found: words.respelt(found[0]), text)
        case "told":
            return _told(text, words, depth)
        case "list":
            return "; ".join(_told(piece, words, depth) for piece in _JOINT.split(text))
        case "rule" if (said := words.term(text)) != text:
            return said
        case "rule":
            raise _Unknown
        case _:
            return text
