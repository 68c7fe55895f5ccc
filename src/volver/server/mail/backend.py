"""Django's way to the mail server that site.toml names."""

from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from volver.domain.errors import NotFound

SECONDS_TO_ANSWER = 20


class OfTheSite(EmailBackend):
    """Speaks SMTP with the site's server; certificates are checked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        mail = settings.SITE.mail
        if mail is None:
            raise NotFound(
                what="This server sends no mail",
                where="site.toml",
                next_step="Name a mail server there under [mail]; see docs/how-to/serve.md.",
            )
        known = {
            "host": mail.host,
            "port": mail.port,
            "username": mail.user,
            "password": mail.password,
            "use_tls": mail.tls == "starttls",
            "use_ssl": mail.tls == "tls",
            "timeout": SECONDS_TO_ANSWER,
        }
        super().__init__(*args, **(kwargs | known))
