"""A sentence with its numbers apart, so that it can be said in every language.

This module imports nothing heavy: any room may write a Sentence, only `present.words` says it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English sentence with placeholders, and the values that fill them.

    A placeholder names its kind: `{days:count}`, `{rate:decimal}`, `{share:percent}`,
    `{price:money}`, `{total:whole_money}`, `{since:day}`, `{file:text}`.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
