"""Whom a text that somebody types may mean."""

from volver.store.engine import Cell
from volver.store.snapshot import Snapshot

BY_ID = """
SELECT n
FROM customer_list
WHERE v_bytewise(customer_id) >= $text AND v_bytewise(customer_id) < $text_until
"""
BY_WORD = """
SELECT n
FROM search_words
WHERE v_bytewise(word) = $text AND kind = 'order'
UNION ALL
SELECT n
FROM search_words
WHERE v_bytewise(word) >= $small AND v_bytewise(word) < $small_until AND kind = 'attribute'
"""
MEANT = "SELECT n FROM ({found}) AS found GROUP BY n"
LAST = "\U0010ffff"
"""Behind every other character."""


def meant_sql(has_words: bool) -> str:
    """The query of whom a text may mean. has_words: whether there are `search_words`."""
    found = f"{BY_ID}UNION ALL{BY_WORD}" if has_words else BY_ID
    return MEANT.format(found=found)


def meant(text: str, snapshot: Snapshot) -> tuple[str, dict[str, Cell]]:
    """That query for a text, and what it binds."""
    small = text.lower()
    given: dict[str, Cell] = {"text": text, "text_until": text + LAST}
    has_words = "search_words" in snapshot.tables
    if has_words:
        given |= {"small": small, "small_until": small + LAST}
    return meant_sql(has_words), given
