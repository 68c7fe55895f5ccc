"""What may be sent: bounded, finite and of one kind, so that nothing odd gets past the border.

Pydantic by itself takes 1e400 for a number, 1.0 for a whole one and 20000 for a day.
"""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict

PRINTED = r"^[^\x00]*$"
"""Any text but NUL, which databases cut or refuse."""
FILLED = r"^[^\x00]*[^\s\x00][^\x00]*$"
"""The same, and not blank."""
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
WHOLE = re.compile(r"-?\d{1,19}", re.ASCII)
MOST = 10**9


class Sent(BaseModel):
    """A body that somebody sends; a name that is not known is refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


def _day(sent: Any) -> date:
    if not (isinstance(sent, str) and DAY.fullmatch(sent)):
        raise ValueError("day")
    try:
        return date.fromisoformat(sent)
    except ValueError:
        raise ValueError("day") from None


def _whole(sent: Any) -> int:
    """Of an address, where everything is text."""
    if not (isinstance(sent, str) and WHOLE.fullmatch(sent)):
        raise ValueError("whole")
    return int(sent)


def _counted(sent: Any) -> int:
    """Of a body: to JSON, 3.0 is the same whole number as 3, and true is none."""
    if isinstance(sent, float) and sent.is_integer():
        return int(sent)
    if type(sent) is not int:
        raise ValueError("whole")
    return sent


def text(most: int, least: int = 0, pattern: str = PRINTED) -> Any:
    """The type of a text of so many characters."""
    return Annotated[str, Field(min_length=least, max_length=most, pattern=pattern)]


Day = Annotated[date, BeforeValidator(_day)]
Amount = Annotated[float, Strict(), Field(ge=0, le=1e12, allow_inf_nan=False)]
Share = Annotated[float, Strict(), Field(ge=0, le=0.5, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=MOST), BeforeValidator(_counted)]


def sent_number(least: int, most: int) -> Any:
    """The type of a whole number in an address."""
    return Annotated[int, Field(ge=least, le=most), BeforeValidator(_whole)]


Customer = text(200, 1)
Product = text(200, 1)
Rule = text(4000, 1)
Name = text(60, 1, r"^[a-z0-9][a-z0-9-]{0,59}$")
"""Of a plan, as its file is called."""
Slug = text(80, 1)
