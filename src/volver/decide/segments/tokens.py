"""The words of a rule: names, numbers, days, texts and signs; nothing else may stand in one."""

import re
from dataclasses import dataclass
from typing import Literal

from volver.decide.segments.check import shown, unseen
from volver.domain.errors import BadInput

LONGEST = 10_000
"""Characters of a rule."""
Kind = Literal["word", "number", "day", "text", "sign", "end"]
_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
      (?P<word>[A-Za-z][A-Za-z0-9_]*)
    | (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9A-Za-z_.-])
    | (?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,6})?)(?![0-9A-Za-z_.-])
    | (?P<text>"(?:[^"]|"")*"|'(?:[^']|'')*')
    | (?P<sign><=|>=|!=|[=<>(),])
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_PIECE = re.compile(r"\S{1,40}")
_BLANKS = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a rule and where it stands."""

    kind: Kind
    text: str
    """As the rule means it: a word in small letters, a text without its quotes."""
    at: int
    """From 0."""


def tokens(rule: str) -> list[Token]:
    """The words of a rule, with an `end` behind them; BadInput where it holds anything else.

    >>> [token.text for token in tokens("Orders >= 3 and country = 'ES'")]
    ['orders', '>=', '3', 'and', 'country', '=', 'ES', '']
    """
    if len(rule) > LONGEST:
        raise BadInput(
            what=f"The rule is longer than {LONGEST} characters",
            where="the rule",
            next_step='Give a part of it a name as a segment, and say: in segment "NAME".',
        )
    found: list[Token] = []
    at = 0
    while not found or found[-1].kind != "end":
        token = _TOKEN.match(rule, at)
        if token is None or token.lastgroup is None:
            raise _stranger(rule, at)
        kind: Kind = token.lastgroup  # type: ignore[assignment]  # the groups are named by kind
        start, text = token.start(kind), token[kind]
        if kind == "word":
            text = text.lower()
        elif kind == "text":
            quote = text[0]
            text = text[1:-1].replace(quote * 2, quote)
        found.append(Token(kind, text, start))
        at = token.end()
    return found


def place(at: int) -> str:
    """Where in a rule, as an error says it: characters are counted from 1."""
    return f"the rule, character {at + 1}"


def _stranger(rule: str, at: int) -> BadInput:
    while rule[at] in _BLANKS:
        at += 1
    sign = rule[at]
    if sign in "\"'":
        return BadInput(
            what="A text of the rule has no end",
            where=place(at),
            next_step="Close its quotes; a quote within a text is written twice.",
        )
    if sign.isascii() and (sign.isalnum() or sign == "-"):
        piece = _PIECE.match(rule, at)
        return BadInput(
            what=f"{shown(piece[0] if piece else sign)} is neither a number nor a day",
            where=place(at),
            next_step="Write a number such as 12.50 and a day such as 2024-01-31.",
        )
    if sign.isascii() and sign.isprintable():
        return BadInput(
            what=f"{shown(sign)} means nothing in a rule",
            where=place(at),
            next_step="Compare with =, !=, <, <=, > or >=; join with and, or, not and brackets.",
        )
    return unseen(sign, place(at))
