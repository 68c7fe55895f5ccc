"""Altair, read when the first chart is drawn: a server shows charts that were drawn with the run,
and does without its 28 MB and its half a second."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

__all__ = ["alt"]


class _Later:
    def __getattr__(self, name: str) -> Any:
        import altair

        return getattr(altair, name)


if not TYPE_CHECKING:
    alt = _Later()
