"""What a password may not be, beside what Django knows."""

from django.core.exceptions import ValidationError

from volver.present.words import Words

WORDS_OF_THE_PLACE = ("volver", "lifetimevalue", "customervalue")
"""What anybody would try first here; docs/how-to/serve.md names them."""
LEAST_REST = 8
"""Characters that have to remain without them."""


class NotOfThisPlace:
    """A password is more than the product's name with something behind it."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError where little is left without the words of the place."""
        rest = password.lower()
        for word in WORDS_OF_THE_PLACE:
            rest = rest.replace(word, "")
        if len(rest) < len(password) and len(rest) < LEAST_REST:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """As somebody reads it who chose one."""
        from django.utils.translation import get_language

        words = Words(get_language() or "en")
        return words("A password is more than the name of this product.")
