"""Our words within the templates of sign-in."""

from django import template
from django.utils.translation import get_language

from volver.present.words import Words

register = template.Library()


@register.simple_tag
def words(text: str) -> str:
    """Say a text in the reader's language."""
    return Words(get_language() or "en")(text)
