"""Our words within the templates of sign-in."""

from django import template
from django.conf import settings
from django.utils.translation import get_language

from volver.present.sentence import Sentence
from volver.present.words import Words

SAID = (
    Sentence("Skip to the page"),
    Sentence("Light"),
    Sentence("Dark"),
    Sentence("Sign in"),
    Sentence("Sign in with"),
    Sentence("Sign in with a passkey"),
    Sentence("Sign out"),
    Sentence("Come in"),
    Sentence("Somebody gave you a code?"),
    Sentence("People come in by invitation"),
    Sentence("Your account"),
    Sentence("Second factor"),
    Sentence("Password"),
    Sentence("Where you are signed in"),
    Sentence("A new password"),
    Sentence(
        "Write the address under which you are known here. A letter with a way to a new password"
        " goes there."
    ),
    Sentence("Send the letter"),
    Sentence("Look into your mail"),
    Sentence(
        "If this address is known here, a letter is on its way. The way in it stands for an hour,"
        " and once."
    ),
    Sentence("This way is closed"),
    Sentence(
        "It was used, an hour has passed, or the letter asked for later is the one that counts."
    ),
    Sentence("Ask for another letter"),
    Sentence("Keep this password"),
    Sentence("The new password counts"),
    Sentence("Wherever you were signed in, you no longer are."),
    Sentence("Added"),
    Sentence("Used last"),
)
"""What those templates say; here it is found by whoever translates."""
_KNOWN = {sentence.text for sentence in SAID}
register = template.Library()


@register.simple_tag
def words(text: str) -> str:
    """Say a text of `SAID` in the reader's language."""
    if text not in _KNOWN:
        raise template.TemplateSyntaxError(f"SAID does not hold {text!r}")
    return Words(get_language() or "en")(text)


@register.simple_tag
def company() -> str:
    """The name of the company's own sign-in; "" where there is none."""
    return "" if settings.SITE.openid is None else str(settings.SITE.openid.name)
