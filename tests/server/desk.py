"""What tests of the desk share: whom the library lists, what a page shows, a form that is sent."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.server.conftest import SHOP, Site

from volver.app.clock import now
from volver.app.today import today

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from volver.server.accounts.models import User, Workspace

HERE = f"/{SHOP}/my-list"
NEXT = now().date() + timedelta(days=3)
LATER = NEXT.isoformat()


def listed(site: Site) -> list[str]:
    """Whom the library lists for the day, in its order."""
    return [one.customer_id for one in today(site.shop, None, {}, "en").work.listed.contacts]


def shown(client: "Client", address: str = HERE) -> list[str]:
    """The customers of a page, as its headings have them, from the top."""
    text = client.get(address).content.decode()
    return re.findall(r"<h3><a [^>]+>Customer ([^<]+)</a>", text)


def form(**said: str) -> dict[str, str]:
    """A contact that can be sent, unless what is said makes it another."""
    from volver.server.contacts.models import once

    return {"customer": "1", "result": "answered", "channel": "phone", "once": once(), **said}


def log(client: "Client", **said: str) -> "HttpResponse":
    """Send it."""
    return client.post(f"{HERE}/log", form(**said))


def number_of(answer: "HttpResponse") -> str:
    """The number of what was noted down."""
    return answer.headers["Location"].partition("done=")[2]


def agent_of(who: str = "agent") -> "User":
    """Somebody of the site."""
    from volver.server.accounts.models import User

    return User.objects.get(email=f"{who}@example.com")


def shop() -> "Workspace":
    """The workspace of the site."""
    from volver.server.accounts.models import Workspace

    return Workspace.objects.get(slug=SHOP)
