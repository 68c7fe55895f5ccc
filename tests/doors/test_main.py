"""A command ends in words and in a code, and holds on to nothing."""

import contextlib
import signal
import sys

import pytest

from volver.cli import main as door
from volver.cli import output
from volver.domain.errors import BadInput


def ended(monkeypatch: pytest.MonkeyPatch, *given: str) -> SystemExit:
    """How the command ends."""
    monkeypatch.setattr(sys, "argv", ["volver", *given])
    with pytest.raises(SystemExit) as caught:
        door.main()
    return caught.value


def failing(error: BaseException):
    """A command that comes to this end."""

    def command(*_: object) -> None:
        raise error

    return command


ERRORS = [(BadInput("a", "b", "c"), 2), (ValueError("d"), 1), (MemoryError(), 1),
          (KeyboardInterrupt(), 130)]  # fmt: skip


@pytest.mark.parametrize(("error", "code"), ERRORS)
def test_an_error_is_let_go_before_the_interpreter_ends(error, code, monkeypatch):
    """It holds frames with engines; their threads must not be alive then."""
    monkeypatch.setattr(door, "app", failing(error))
    end = ended(monkeypatch)
    assert end.code == code
    assert end.__context__ is None


def test_whoever_stops_a_command_is_told_what_stands(monkeypatch, capsys):
    """Also where the command line's own machinery has caught it first."""
    monkeypatch.setattr("volver.app.workspace.Workspace.open", failing(KeyboardInterrupt()))
    assert ended(monkeypatch, "run").code == 130
    assert "the last published run stands" in capsys.readouterr().err


def test_what_the_engine_makes_of_a_stop_is_a_stop(monkeypatch, capsys):
    """In the midst of a query Ctrl-C comes back as an error of the engine."""

    def query(*_: object) -> None:
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(door, "app", query)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert ended(monkeypatch).code == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert "the last published run stands" in capsys.readouterr().err


class IOException(Exception):
    """What the engine raises where a disk is full."""


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(13, "Permission denied", "/orders of ann/values.csv"), "values.csv\n"),
        (OSError(28, "No space left on device"), "No space left"),
        (IOException("/orders of ann is full"), "the disk has room"),
    ],
)
def test_a_disk_that_refuses_is_no_fault_of_the_product(error, told, monkeypatch, capsys):
    """It says which file and why, as far as that is known, and no path."""
    monkeypatch.setattr(door, "app", failing(error))
    assert ended(monkeypatch).code == 1
    said = capsys.readouterr().err
    assert told in said
    assert "ann" not in said


def test_a_slip_in_the_command_is_told_by_the_command_line(monkeypatch, capsys):
    """With the code of input that is not usable."""
    assert ended(monkeypatch, "run", "--nonsense").code == 2
    assert "--nonsense" in capsys.readouterr().err


def test_a_name_from_a_file_cannot_move_the_cursor(capsys):
    """Nor change a colour, nor a window's title: it is shown as a character that cannot be."""
    hostile = "\x1b]0;owned\x07ana\x9b31m"
    output.say(hostile)
    output.note(hostile)
    output.table([hostile], [[hostile]])
    shown = capsys.readouterr()
    output.say("1.473.077\u00a0€, 95\u202f%")
    assert capsys.readouterr().out == "1.473.077\u00a0€, 95\u202f%\n"
    assert "ana" in shown.out
    assert "ana" in shown.err
    assert not {"\x1b", "\x07", "\x9b"} & set(shown.out + shown.err)
