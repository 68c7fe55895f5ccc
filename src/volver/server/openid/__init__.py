"""A company's own sign-in, by OpenID Connect: for people who were invited, and for nobody else."""

import hashlib
from typing import Any

from volver.server.site import Site

NONCE = "openid_nonce"
"""Where a session keeps what the token has to say again."""


def providers(site: Site) -> dict[str, Any]:
    """What allauth is told of it.

    Accounts are kept under a name made of the server's address: another server's user of the same
    number is somebody else.
    """
    known = site.openid
    if known is None:
        return {}
    mark = hashlib.sha256(known.server_url.encode()).hexdigest()[:12]
    app = {
        "provider_id": f"company-{mark}",
        "name": known.name,
        "client_id": known.client_id,
        "secret": known.secret,
        "settings": {"server_url": known.server_url},
    }
    return {"openid_connect": {"APPS": [app]}}
