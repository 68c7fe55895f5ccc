"""A rule as people write it, read into a tree.

rule       = parts joined by `or`, each of parts joined by `and`; `not`; brackets
condition  = field ["of what"] [in last N days] operator value
           | field … [not] in (value, …) | field … is [not] missing | field … (is it so?)
           | [not] in segment "name"
operator   = = != < <= > >= , and before (<) and after (>) for days
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from volver.decide.segments import check
from volver.decide.segments.tokens import Kind, Token, place, tokens
from volver.domain.errors import BadInput
from volver.domain.segment import All, AnyOf, Condition, InSegment, Not, Operator, Rule, Value

_SIGNS: dict[str, Operator] = {
    "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "before": "<", "after": ">",
}  # fmt: skip

JOINT = "and, or, or the end of the rule"
OPENING, CLOSING, DAYS = "an opening bracket", "a closing bracket", "the word days"
SEGMENT_NAME = "the name of a segment in quotes"
FIELD_NAME = "the name of a field"
OPERATOR = "an operator such as =, >= or in"
VALUE = "a value: a number, a day, or a text in quotes"
WHOLE = "a whole number"
EXPECTED = (JOINT, OPENING, CLOSING, DAYS, SEGMENT_NAME, FIELD_NAME, OPERATOR, VALUE, WHOLE)
"""What an error says should come next."""


def parse(text: str, known: Collection[str] = ()) -> Rule:
    """The rule of a text; BadInput, with the character it stumbled over, where it is none.

    known: names of the segments that it may name.

    >>> parse("orders >= 3 and not subscribed")
    All(rules=(Condition(field='orders', operator='>=', values=(3,), of=None, days=None), \
Not(rule=Condition(field='subscribed', operator='is true', values=(), of=None, days=None))))
    """
    reader = _Reader(tokens(text), known)
    if reader.is_at("end"):
        raise check.empty("the rule")
    rule = reader.either(1)
    if not reader.is_at("end"):
        raise reader.expected(JOINT)
    return check.check(rule, known)


@dataclass
class _Reader:
    words: list[Token]
    known: Collection[str]
    at: int = 0
    conditions: int = 0

    @property
    def here(self) -> Token:
        return self.words[self.at]

    @property
    def place(self) -> str:
        return place(self.here.at)

    def is_at(self, kind: Kind) -> bool:
        return self.here.kind == kind

    def next(self) -> Token:
        token = self.here
        self.at += token.kind != "end"
        return token

    def take(self, *texts: str) -> bool:
        """Go past these words or signs if they come next."""
        coming = self.words[self.at : self.at + len(texts)]
        found = [t.text for t in coming if t.kind in ("word", "sign")] == list(texts)
        self.at += len(texts) * found
        return found

    def need(self, text: str, what: str) -> None:
        if not self.take(text):
            raise self.expected(what)

    def expected(self, what: str) -> BadInput:
        token = self.here
        return BadInput(
            what=f"The rule ends where volver expects {what}"
            if token.kind == "end"
            else f"The rule has {check.shown(token.text)} where volver expects {what}",
            where=place(token.at),
            next_step='Write it such as: orders >= 3 and channel in ("search", "referral").',
        )

    def either(self, depth: int) -> Rule:
        parts = self.joined("or", lambda: self.every(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def every(self, depth: int) -> Rule:
        parts = self.joined("and", lambda: self.part(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def joined(self, word: str, read: Callable[[], Rule]) -> list[Rule]:
        parts = [read()]
        while self.take(word):
            parts.append(read())
        return parts

    def part(self, depth: int) -> Rule:
        # Brackets that change nothing count here, and groups alone in `check`.
        check.check_depth(depth // 2, self.place)
        if self.take("not"):
            return Not(self.part(depth + 1))
        if self.take("("):
            if self.is_at("sign") and self.here.text == ")":
                raise check.empty(self.place)
            inner = self.either(depth + 1)
            self.need(")", CLOSING)
            return inner
        self.conditions += 1
        check.check_count(self.conditions, self.place)
        start = self.place
        if self.take("in", "segment"):
            name = self.text()
            check.check_segment(name, self.known, start)
            return InSegment(name)
        return self.condition(start)

    def condition(self, start: str) -> Rule:
        if not self.is_at("word"):
            raise self.expected(FIELD_NAME)
        field = check.known_field(self.next().text, start).name
        of = self.next().text if self.is_at("text") else None
        days = None
        if self.take("in", "last"):
            days = self.whole()
            self.need("days", DAYS)
        negated, operator, values = self.asked()
        found = check.condition(Condition(field, operator, values, of, days), start)
        return Not(found) if negated else found

    def asked(self) -> tuple[bool, Operator, tuple[Value, ...]]:
        """Whether it is negated, the operator, and the values."""
        if self.take("is", "missing"):
            return False, "is missing", ()
        if self.take("is", "not", "missing"):
            return True, "is missing", ()
        negated = self.take("not", "in")
        if negated or self.take("in"):
            return negated, "in", self.listed()
        sign = self.here
        if sign.kind in ("sign", "word") and sign.text in _SIGNS:
            self.next()
            return False, _SIGNS[sign.text], (self.value(),)
        if sign.kind == "end" or sign.text in ("and", "or", ")"):
            return False, "is true", ()
        raise self.expected(OPERATOR)

    def listed(self) -> tuple[Value, ...]:
        self.need("(", OPENING)
        values = [self.value()]
        while self.take(","):
            values.append(self.value())
        self.need(")", CLOSING)
        return tuple(values)

    def value(self) -> Value:
        token = self.here
        match token.kind:
            case "text":
                found: Value = token.text
            case "number":
                found = float(token.text) if "." in token.text else int(token.text)
            case "day":
                found = _day(token)
            case _:
                raise self.expected(VALUE)
        self.next()
        return found

    def whole(self) -> int:
        token = self.here
        if token.kind != "number" or "." in token.text:
            raise self.expected(WHOLE)
        self.next()
        return int(token.text)

    def text(self) -> str:
        if not self.is_at("text"):
            raise self.expected(SEGMENT_NAME)
        return self.next().text


def _day(token: Token) -> date:
    try:
        return date.fromisoformat(token.text)
    except ValueError:
        raise BadInput(
            what=f"There is no day {token.text}",
            where=place(token.at),
            next_step="Write year, month and day, such as 2024-02-29.",
        ) from None
