"""Why an address is told nothing, in words."""

from enum import StrEnum

from volver.domain.errors import BadInput


class Fault(StrEnum):
    """What is wrong with an address."""

    CHARACTER = "a character"
    NO_ADDRESS = "no address"
    NOT_HTTPS = "not https"
    PASSWORD = "a password"
    FRAGMENT = "a fragment"
    NO_NAME = "no name"
    NUMBER = "a number"
    PORT = "a port"
    UNKNOWN = "unknown"
    INSIDE = "inside"


class Refused(BadInput):
    """An address that nothing is sent to, and its fault."""

    fault: Fault


def refused(fault: Fault, name: str = "", known: str = "") -> Refused:
    """The error of a fault. name: the server or the port; known: the ports that are told."""
    told = _of_its_server(fault, name, known) or _of_its_form(fault)
    error = Refused(told.what, told.where, told.next_step)
    error.fault = fault
    return error


def _of_its_form(fault: Fault) -> BadInput:
    match fault:
        case Fault.CHARACTER:
            what = "The address holds a character that no address holds"
        case Fault.NOT_HTTPS:
            what = "Only an address that begins with https is told"
        case Fault.PASSWORD:
            what = "The address holds a name or a password"
        case Fault.FRAGMENT:
            what = "The address holds a part that is never sent, behind #"
        case _:
            what = "This is no address of a server"
    return BadInput(
        what=what,
        where="the address of the webhook",
        next_step="Give an https address of a server that anybody can reach, by its name.",
    )


def _of_its_server(fault: Fault, name: str, known: str) -> BadInput | None:
    match fault:
        case Fault.NO_NAME:
            what = "The address has to name a server in full, such as shop.example.com"
        case Fault.NUMBER:
            what = "The address has to give a server's name, not its number"
        case Fault.PORT:
            what = f"Port {name} is not one that is told: it has to be {known}"
        case Fault.UNKNOWN:
            what = f"Nobody knows a server named {name}"
        case Fault.INSIDE:
            what = f"{name} leads to a place inside a network, not to the public one"
        case _:
            return None
    return BadInput(
        what=what,
        where="the address of the webhook",
        next_step="Give an https address of a server that anybody can reach, by its name.",
    )
