"""What a field is, and what a kind of source is that has them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Type = Literal["id", "text", "day", "moment", "money", "number", "whole", "choice", "truth"]
NUMBERS = ("money", "number", "whole")
DATES = ("day", "moment")
WORDS = ("choice", "truth")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind of source."""

    name: str
    type: Type
    meaning: str
    synonyms: tuple[str, ...] = ()
    needed: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    """Of a choice or truth: what a word stands for."""
    is_past: bool = False
    """A day that cannot lie in the future."""
    first_year: int = 1971
    """Days before it are what programs write when they have none."""
    may_be_negative: bool = False

    @property
    def choices(self) -> tuple[str, ...]:
        """What a word may stand for."""
        return tuple(dict.fromkeys(self.words.values()))


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source. Its rows become records of the view of the same name."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    """Fields that tell one row from another, where the source has them all; (): nothing does."""
    signs: tuple[tuple[str, ...], ...] = ()
    """Fields that, found together in a file, say that it is of this kind."""

    def __getitem__(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the fields, in order."""
        return tuple(one.name for one in self.fields)
