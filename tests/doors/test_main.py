"""A command ends in words and in a code, and holds on to nothing."""

import sys

import pytest

from volver.cli import main as door
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


def test_a_slip_in_the_command_is_told_by_the_command_line(monkeypatch, capsys):
    """With the code of input that is not usable."""
    assert ended(monkeypatch, "run", "--nonsense").code == 2
    assert "--nonsense" in capsys.readouterr().err
