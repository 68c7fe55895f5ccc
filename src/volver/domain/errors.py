"""Every error that a person may meet says what happened, where, and what to do next.

VolverError            exit code 1: something the product could not do
├── BadInput           exit code 2: a file, an option or a setting is not usable as it is
│   └── Rejected       exit code 3: rows were rejected beyond the limit
├── NotFound           exit code 4: a customer, a run or a workspace that is not there
└── Busy               exit code 5: another process holds the workspace
"""


class VolverError(Exception):
    """What happened, where, and what to do next; shown to people as it stands."""

    exit_code = 1

    def __init__(self, what: str, where: str, next_step: str) -> None:
        super().__init__(f"{what}\n  where: {where}\n  next:  {next_step}")
        self.what = what
        self.where = where
        self.next_step = next_step


class BadInput(VolverError):
    """A file, an option or a setting cannot be used as it is."""

    exit_code = 2


class Rejected(BadInput):
    """More rows were rejected than the limit allows; nothing was loaded."""

    exit_code = 3


class NotFound(VolverError):
    """A customer, a run or a workspace that is not there."""

    exit_code = 4


class Busy(VolverError):
    """Another process holds the workspace."""

    exit_code = 5
