"""Nothing that an owner writes down makes the server knock at a door inside."""

import json
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

import pytest
from tests.server.conftest import Blocked

from volver.server.webhooks.faults import Refused
from volver.server.webhooks.guard import Guard, Outcome
from volver.server.webhooks.public import is_public

PACK = json.loads((Path(__file__).parent / "attacks" / "ssrf.json").read_text("utf-8"))
PUBLIC, LOOP = str(ip_address(0x08080808)), str(ip_address(0x7F000001))
HOOK = "https://example.com/hook"


class Names:
    """Answers as it is told to, and counts who asks."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int) -> Sequence[str]:
        """The next answer; the last one again and again."""
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


def test_there_are_enough_disguises() -> None:
    """PROMISES asks for sixty."""
    assert len(PACK["addresses"]) >= 60
    assert len(PACK["inside"]) >= 60


@pytest.mark.parametrize(("address", "fault"), PACK["addresses"])
def test_a_disguise_is_seen_through(address: str, fault: str, blocked: Blocked) -> None:
    """Before anybody is asked for a number, though the one that would answer is public."""
    names = Names([PUBLIC])
    with pytest.raises(Refused) as found:
        Guard(resolve=names).check(address)
    # Versions of Python differ in what they take for a name at all.
    assert found.value.fault in {fault, *(("no address",) if fault == "no name" else ())}
    assert names.asked == 0
    assert Guard(resolve=names).send(address, b"", {}) == Outcome.REFUSED
    blocked("SSRF: disguised addresses")


@pytest.mark.parametrize("number", PACK["inside"])
def test_a_name_that_leads_inside_is_refused(number: str, blocked: Blocked) -> None:
    """By itself, and beside one that is public."""
    assert not is_public(number)
    for answer in ([number], [PUBLIC, number], [number, PUBLIC]):
        with pytest.raises(Refused) as found:
            Guard(resolve=Names(answer)).check(HOOK)
        assert found.value.fault == "inside"
    blocked("SSRF: names that lead inside")


@pytest.mark.parametrize("number", PACK["public"])
def test_what_is_public_is_told(number: str) -> None:
    """Also the neighbours of what is refused; or the guard would simply refuse everything."""
    target = Guard(resolve=Names([number])).check(f"{HOOK}/a%20b?x=1&y=ñ")
    assert (target.number, target.port) == (number, 443)
    assert target.path == "/hook/a%20b?x=1&y=%C3%B1"
    umlaut = "münchen.example.com"
    assert Guard(resolve=Names([number])).check(f"https://{umlaut}:8443").host == (
        "xn--mnchen-3ya.example.com"
    )


def test_a_name_that_is_nobodys() -> None:
    """It is refused, and no place inside is guessed for it."""

    def nobody(host: str, port: int) -> Sequence[str]:
        raise OSError("nobody")

    for resolve in (nobody, Names([])):
        with pytest.raises(Refused):
            Guard(resolve=resolve).check(HOOK)
    assert Guard(resolve=nobody).send(HOOK, b"", {}) == Outcome.UNKNOWN_NAME


def test_a_name_that_changes_its_mind_is_not_asked_twice(
    monkeypatch: pytest.MonkeyPatch, blocked: Blocked
) -> None:
    """Public when it was saved and inside when it is sent, or between the look and the knock."""
    knocked: list[tuple[str, int]] = []

    def knock(place: tuple[str, int], timeout: float) -> None:
        knocked.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr("volver.server.webhooks.guard.socket.create_connection", knock)
    names = Names([PUBLIC], [LOOP])
    guard = Guard(resolve=names)
    assert guard.send(HOOK, b"", {}) == Outcome.NO_CONNECTION
    assert (knocked, names.asked) == ([(PUBLIC, 443)], 1)
    assert guard.send(HOOK, b"", {}) == Outcome.REFUSED
    assert len(knocked) == 1
    blocked("SSRF: rebinding", 2)


@pytest.mark.parametrize("text", ["x\r\nEvil: 1", "x\nEvil: 1", "x\r"])
def test_a_header_cannot_hold_another(text: str, blocked: Blocked) -> None:
    """Whoever gives one, it is no header."""
    with pytest.raises(ValueError, match="line break"):
        Guard(resolve=Names([PUBLIC])).send(HOOK, b"", {"Volver-Event-Id": text})
    blocked("header injection: webhooks")
