"""Answers go over the wire compressed, except to what another site has asked for."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

ELSEWHERE = ("cross-site", "same-site")
"""What a browser says of a request that a page of another site has made (Sec-Fetch-Site)."""


class Compression(GZipMiddleware):
    """Django's own, which adds a random number of bytes; a table of figures shrinks to a seventh.

    A page repeats parts of its address. Who makes somebody's browser ask for addresses, and sees
    how long the answers are, could guess from that what else stands on the page (BREACH, CVE-2013-
    3587): words that are there already make it shorter. So nobody else's addresses are compressed.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer, compressed where the browser takes that and we were asked by ourselves."""
        if request.headers.get("Sec-Fetch-Site") in ELSEWHERE:
            return response
        return super().process_response(request, response)
