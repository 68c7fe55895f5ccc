"""Which numbers of the network are the public's, and which lead inside.

Python's own `is_global` lets through some that lead inside (the cloud's metadata behind NAT64 or
6to4, multicast), and differs between its versions; so the ranges stand here.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_INSIDE = tuple(
    IPv4Network(part)
    for part in (
        (0x00000000, 8),  # this network
        (0x0A000000, 8),  # private
        (0x64400000, 10),  # between a carrier and its customers
        (0x7F000000, 8),  # this machine
        (0xA9FE0000, 16),  # this link, and the metadata of clouds
        (0xAC100000, 12),  # private
        (0xC0000000, 24),  # protocols, and the metadata of a cloud
        (0xC0000200, 24),  # documentation
        (0xC0586300, 24),  # relays of 6to4
        (0xC0A80000, 16),  # private
        (0xC6120000, 15),  # benchmarks
        (0xC6336400, 24),  # documentation
        (0xCB007100, 24),  # documentation
        (0xE0000000, 3),  # multicast, reserved, broadcast
    )
)
_OUTSIDE = IPv6Network("2000::/3")
"""All that is given out to the public; the rest maps, translates, or stays on a link."""
_WITHIN = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocols: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: any IPv4 number in disguise
        "3fff::/20",  # documentation
    )
)


def is_public(number: str) -> bool:
    """Whether a number leads to the public network and nowhere inside; False for no number."""
    try:
        found = ip_address(number)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return found.is_global and not any(found in part for part in _INSIDE)
    return _is_public_6(found)


def _is_public_6(found: IPv6Address) -> bool:
    if found.scope_id is not None:
        return False
    return found.is_global and found in _OUTSIDE and not any(found in part for part in _WITHIN)
