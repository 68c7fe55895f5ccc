"""What letters say: plain text in the reader's language, with nothing in it that tracks."""

from collections.abc import Mapping
from dataclasses import dataclass

from volver.present.sentence import Sentence
from volver.present.words import Words

NOTICES: Mapping[str, Sentence] = {
    "account/email/password_changed": Sentence("Your password was changed"),
    "account/email/password_reset": Sentence("Your password was set anew"),
    "account/email/password_set": Sentence("A password was set for your account"),
    "mfa/email/totp_activated": Sentence("An authenticator app was added to your account"),
    "mfa/email/totp_deactivated": Sentence("The authenticator app of your account was removed"),
    "mfa/email/webauthn_added": Sentence("A passkey was added to your account"),
    "mfa/email/webauthn_removed": Sentence("A passkey of your account was removed"),
    "mfa/email/recovery_codes_generated": Sentence("New recovery codes were made"),
    "socialaccount/email/account_connected": Sentence("Your company's sign-in opens your account"),
}
"""What people hear of their own account, by allauth's name for it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, before anybody is named whom it goes to."""

    subject: str
    text: str


def _letter(subject: str, *paragraphs: str) -> Letter:
    # A name may hold a line's end, and a subject may not.
    return Letter(" ".join(subject.split()), "\n\n".join(paragraphs) + "\n")


def new_password(words: Words, link: str) -> Letter:
    """To whoever asked for a new password."""
    return _letter(
        words("A new password for volver"),
        words("Somebody asked for a new password for this address. Open this, within an hour:"),
        link,
        words("If it was not you, do nothing: the password stays as it is."),
    )


def invitation(words: Words, workspace: str, code: str, link: str) -> Letter:
    """To whoever was invited."""
    return _letter(
        words("You are invited to {name:text}", name=workspace),
        words("An owner of {name:text} has invited you to its pages.", name=workspace),
        words("Open this address:"),
        link,
        words("Give this code, and choose a password. It stands for seven days:"),
        code,
        words("If you expected nothing of the kind, do nothing."),
    )


def trial(words: Words) -> Letter:
    """To an owner who wants to see whether mail arrives."""
    return _letter(
        words("A letter to see whether mail arrives"),
        words("It does: this server can send invitations and new passwords."),
    )


def notice(words: Words, what: Sentence, when: str) -> Letter:
    """To somebody whose account was changed."""
    return _letter(
        words.say(what),
        words("It was done at {when:text} (UTC).", when=when),
        words("If it was not you, change your password, and tell an owner of your workspace."),
    )
