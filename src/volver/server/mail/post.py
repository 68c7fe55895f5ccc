"""Send a letter: at once, or when whoever asked has had the answer."""

import logging
import smtplib
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import get_language

from volver.domain.errors import VolverError
from volver.present.words import Words
from volver.server.accounts.models import User
from volver.server.mail.letters import Letter

LOG = logging.getLogger(__name__)
LATER = ThreadPoolExecutor(1, "mail")
"""One letter at a time, so that a slow mail server holds up nothing else."""
HEADERS = {"Auto-Submitted": "auto-generated"}


def is_set() -> bool:
    """Whether the site names a mail server."""
    return settings.SITE.mail is not None


def words_of(email: str) -> Words:
    """Words in the language of whom a letter goes to; of whoever asks, for somebody unknown."""
    held = User.objects.filter(email=email).first()
    return Words((held.language if held else "") or get_language() or "en")


def send(letter: Letter, email: str) -> None:
    """Send now. Raises VolverError where the mail server does not take it."""
    mail = settings.SITE.mail
    sender = None if mail is None else mail.sender  # the backend says so where there is none
    message = EmailMessage(letter.subject, letter.text, sender, [email], headers=HEADERS)
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        raise VolverError(
            what=f"The mail server did not take the letter ({type(error).__name__})",
            where="[mail] in site.toml",
            next_step="Check host, port, user, password and tls there, and that the mail server"
            " lets this machine send.",
        ) from error


def send_later(letter: Letter, email: str) -> None:
    """Send soon. Whoever asked has the same answer, as soon, for an address that is not known."""
    LATER.submit(_sent, letter, email)


def _sent(letter: Letter, email: str) -> None:
    try:
        send(letter, email)
    except Exception as error:  # noqa: BLE001 - a thread of its own: nobody else would hear of it
        LOG.error("A letter was not sent: %s", error)  # it names no address
