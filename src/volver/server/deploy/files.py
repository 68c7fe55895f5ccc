"""Who of the machine can read and change what the server keeps."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from volver.present.sentence import Sentence
from volver.server.deploy.lines import Facts, Line
from volver.server.site import HOSTS, LEAST_SECRET, RECORDS, SECRET, STATIC
from volver.server.site_parts import FILE

READ_BY_OTHERS, WRITTEN_BY_OTHERS, WRITTEN_BY_ALL = 0o077, 0o022, 0o002
BACKUP = "last-backup"
"""A file that whoever makes a backup touches."""
OLDEST_BACKUP = timedelta(days=7)
ENCRYPTED = {"require", "verify-ca", "verify-full"}


def _lacks(path: Path, bits: int) -> bool:
    """Whether none of these bits of its mode is set; a file that is not there is nobody's."""
    return not path.exists() or path.stat().st_mode & bits == 0


def _records_are_ours(facts: Facts) -> bool:
    parts = (RECORDS, f"{RECORDS}-wal", f"{RECORDS}-shm")
    return all(_lacks(facts.site.folder / name, READ_BY_OTHERS) for name in parts)


def _records_travel_safely(facts: Facts) -> bool:
    told = facts.site.records
    if told is None or told.host.startswith("/") or told.host in ("", *HOSTS):
        return True
    return told.options.get("sslmode") in ENCRYPTED


def _static_is_ours(facts: Facts) -> bool:
    folder = facts.site.folder / STATIC
    return all(_lacks(path, WRITTEN_BY_OTHERS) for path in (folder, *folder.rglob("*")))


def _backed_up(facts: Facts) -> bool:
    stamp = facts.site.folder / BACKUP
    if not stamp.is_file():
        return False
    made = datetime.fromtimestamp(stamp.stat().st_mtime, UTC)
    return facts.at - made <= OLDEST_BACKUP


def _workspaces_are_ours(_: Facts) -> bool:
    from volver.server.accounts.models import Workspace

    folders = Workspace.objects.values_list("folder", flat=True)
    return all(_lacks(Path(folder), WRITTEN_BY_ALL) for folder in folders)


LINES = (
    Line(
        Sentence("The server's folder is its owner's alone"),
        lambda facts: _lacks(facts.site.folder, READ_BY_OTHERS),
        Sentence("Run chmod 700 on the folder that --site names."),
    ),
    Line(
        Sentence("The secret key is readable by its owner alone"),
        lambda facts: _lacks(facts.site.folder / SECRET, READ_BY_OTHERS),
        Sentence("Run chmod 600 secret.key in the server's folder."),
    ),
    Line(
        Sentence("The secret key is long enough"),
        lambda facts: len(facts.site.secret) >= LEAST_SECRET,
        Sentence("Remove secret.key: the next start makes a new one."),
    ),
    Line(
        Sentence("The settings of the site can be changed by their owner alone"),
        lambda facts: _lacks(facts.site.folder / FILE, WRITTEN_BY_OTHERS),
        Sentence("Run chmod 600 site.toml in the server's folder."),
    ),
    Line(
        Sentence("The records are readable by their owner alone"),
        _records_are_ours,
        Sentence("Run chmod 600 records.sqlite3* in the server's folder."),
    ),
    Line(
        Sentence("Records in PostgreSQL travel encrypted"),
        _records_travel_safely,
        Sentence("Add ?sslmode=verify-full to url of [records]."),
    ),
    Line(
        Sentence("Styles and scripts can be changed by their owner alone"),
        _static_is_ours,
        Sentence("Run chmod -R go-w static in the server's folder."),
    ),
    Line(
        Sentence("No workspace can be changed by everybody of the machine"),
        _workspaces_are_ours,
        Sentence("Run chmod o-w on the workspace's folder."),
    ),
    Line(
        Sentence("A backup was made within seven days"),
        _backed_up,
        Sentence("Back up as docs/how-to/serve.md says; it ends with: touch last-backup."),
    ),
)
