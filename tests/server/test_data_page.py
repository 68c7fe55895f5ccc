"""Files that people upload: what becomes of them, by the worker that really reads them."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.server import tiny
from tests.server.conftest import Site

from volver.app import uploads
from volver.app.workspace import Workspace as Folder
from volver.domain.errors import NotFound

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from volver.server.jobs.models import Job

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def place(site: Site, tmp_path: Path, records: None) -> Path:
    """A workspace with neither orders nor a run, which the owner may open."""
    folder = tiny.make(tmp_path / "empty-shop", with_orders=False)
    tiny.show(folder)
    return folder


def _upload(
    client: "Client", content: bytes | str, name: str = "orders.csv", **given: str
) -> "HttpResponse":
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    file.name = name
    return client.post("/empty-shop/data/upload", {"kind": "orders", "file": file, **given})


def _worked(site: Site) -> "Job":
    """What the worker does next, in a child of its own."""
    from volver.server.jobs.worker import Worker

    with Worker(site.folder) as worker:
        job = worker.once()
    assert job is not None
    return job


def _page(client: "Client", place: str = "data") -> str:
    answer = client.get(f"/empty-shop/{place}")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.slow
def test_from_nothing_to_figures(site: Site, place: Path, owner: "Client") -> None:
    """Whoever has no run is led to the beginning, uploads, runs, and sees figures."""
    assert owner.get("/empty-shop/overview").headers["Location"] == "/empty-shop/start"
    assert "Upload orders" in _page(owner, "start")
    assert "Start the first run" not in _page(owner, "start")
    assert "An owner or an analyst" in _page(site.client("reader"), "start")
    assert _upload(owner, tiny.orders()).status_code == 302
    assert "Import: waiting" in _page(owner)
    assert _worked(site).state == "done"
    assert "Start the first run" in _page(owner, "start")
    owner.post("/empty-shop/runs/refresh")
    job = _worked(site)
    assert (job.state, job.error) == ("done", None)
    assert job.run == Folder.open(place).runs.latest().name
    assert owner.get("/empty-shop/overview").status_code == 200
    from volver.server.audit.models import Entry

    last = Entry.objects.latest("number")
    assert (last.action, last.subject, last.workspace) == ("published a run", job.run, "empty-shop")


def test_rows_are_accounted_for_and_a_mended_file_takes_the_place(
    site: Site, place: Path, owner: "Client"
) -> None:
    """Accepted + rejected + duplicates = rows; what was at fault is shown as text; then undone."""
    good = tiny.orders()
    rows = len(good.splitlines()) - 1
    bad = good + f"{HOSTILE},=1+1,n1,5\n" + f"=cmd,{HOSTILE},n2,5\n"
    _upload(owner, bad, name="../../évil <b>.csv")
    assert _worked(site).state == "done"
    held = uploads.uploads(place)[0]
    assert (held.rows_in, held.accepted, held.rejected) == (rows + 2, rows, 2)
    assert uploads.path_of(place, held).parent.parent == place / uploads.FOLDER
    text = _page(owner)
    assert f"{rows:,} accepted + 2 rejected + 0 duplicates = {rows + 2:,} rows" in text
    shown = _page(owner, f"data/{held.id}/rejected")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown
    file = owner.get(f"/empty-shop/data/{held.id}/rejected.csv").content.decode("utf-8-sig")
    assert "'=1+1" in file
    assert file.startswith("line,column,value,says,advice")

    _upload(owner, good, known=held.id)
    assert _worked(site).state == "done"
    assert [(one.name, one.rejected) for one in uploads.uploads(place)] == [(held.name, 0)]
    mended = uploads.uploads(place)[0]
    assert _lines(place) == rows
    owner.post(f"/empty-shop/data/{mended.id}/back")
    assert _worked(site).state == "done"
    assert uploads.uploads(place) == []
    assert _lines(place) == 0
    assert "Nothing has been uploaded here." in _page(owner)


def _lines(place: Path) -> int:
    """Accepted order lines of the workspace."""
    from contextlib import closing

    from volver.store import open_engine

    with closing(open_engine(Folder.open(place).database)) as engine:
        return int(engine.rows("SELECT COUNT(*) FROM order_lines")[0][0])


def test_too_many_rejected_rows_load_nothing_and_are_shown(
    site: Site, place: Path, owner: "Client"
) -> None:
    """Which rows they were can be taken away, and the file goes by a click."""
    _upload(owner, "customer,date,order,amount\n" + "a,2024-01-02,o1,5\n" * 3 + "b,never,o2,5\n")
    job = _worked(site)
    assert job.state == "failed"
    assert job.error is not None
    assert "rejected" in job.error.what
    held = uploads.uploads(place)[0]
    assert held.state == uploads.REFUSED
    assert [row["value"] for row in uploads.rejected_of(place, held)] == ["never"]
    assert "never" in _page(owner, f"data/{held.id}/rejected")
    assert "not loaded" in _page(owner)
    assert Folder.open(place).sources == ()


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("../../etc/passwd", b"a,b", "passwd-{}.csv"),
        ("C:\\\\orders\\\\may 2024.xlsx", b"PAR1", "may-2024-{}.parquet"),
        ("évil <b>.exe", b'\xef\xbb\xbf{"a": 1}', "vil-b-{}.jsonl"),
        ("..", b"\x1f\x8b", "file-{}.gz"),
        ("x" * 300, b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml", "x" * 60 + "-{}.xlsx"),
        ("a\n\0b", b"PK\x03\x04" + b"\0" * 26 + b"orders.csv", "a-b-{}.zip"),
    ],
)
def test_a_name_is_safe_and_ends_by_the_content(
    tmp_path: Path, name: str, content: bytes, kept: str
) -> None:
    """Whatever somebody called a file; its folder is random, and others cannot read it."""
    from volver.app.clock import now

    given = tmp_path / "given"
    given.write_bytes(content)
    made = uploads.keep(tmp_path, given, name, "orders", now())
    path = uploads.path_of(tmp_path, made)
    assert made.name == kept.format(made.id[:8])
    assert path.parent.parent == tmp_path / uploads.FOLDER
    assert path.read_bytes() == content
    assert path.stat().st_mode & 0o077 == 0
    assert not given.exists()


def _bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 150_000_000)
    return made.getvalue()


HOSTILES = {
    "nothing": (b"", "empty"),
    "zeros": (b"\0" * 5000, ""),
    "bomb": (_bomb, "bombs do"),
    "header": (b"a" * 3_000_000 + b",b\n1,2\n", "longer than"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, ""),
    "cut off": (b"PK\x03\x04" + b"\0" * 40, "cut off or damaged"),
    "parquet": (b"PAR1" + b"\xff" * 100, "cut off or damaged"),
    "other": (b"name,colour\nx,red\ny,blue\n", ""),
}


def test_what_is_no_file_of_orders_is_an_error_in_words(
    site: Site, place: Path, owner: "Client"
) -> None:
    """Whatever it is called; and nothing of it is kept as a source."""
    from volver.app.clock import now
    from volver.app.imports import take_in
    from volver.domain.errors import BadInput
    from volver.domain.ports import Quiet

    for name, (content, said) in HOSTILES.items():
        given = place / "given"
        given.write_bytes(content() if callable(content) else content)
        held = uploads.keep(place, given, "orders.xlsx", "orders", now())
        with pytest.raises(BadInput) as error:
            take_in(place, held.id, Quiet())
        assert said in error.value.what + error.value.where, name
    _upload(owner, _bomb(), name="orders.csv")
    job = _worked(site)
    assert job.state == "failed"
    assert "bombs do" in _page(owner)
    assert Folder.open(place).sources == ()


def test_a_file_that_was_read_before_adds_nothing(site: Site, place: Path, owner: "Client") -> None:
    """Under another name too."""
    _upload(owner, tiny.orders())
    assert _worked(site).state == "done"
    _upload(owner, tiny.orders(), name="again.csv")
    job = _worked(site)
    assert job.error is not None
    assert "read before" in job.error.what
    assert len(Folder.open(place).sources) == 1


def test_what_else_is_known_takes_the_place_of_its_name(
    site: Site, place: Path, owner: "Client"
) -> None:
    """Customers are exported whole: the newer file of one name counts."""
    text = "customer,channel\n" + "".join(f"c{i},web\n" for i in range(30))
    _upload(owner, text, name="customers.csv", kind="customers")
    assert _worked(site).state == "done"
    _upload(owner, text + "c99,shop\n", name="customers.csv", kind="customers")
    assert _worked(site).state == "done"
    assert [one.accepted for one in uploads.uploads(place)] == [31]
    assert len(Folder.open(place).company) == 1


def test_what_cannot_be_uploaded_is_said_at_once(
    site: Site, place: Path, owner: "Client", settings_of_uploads: None
) -> None:
    """Too large, of no known kind, in the place of what is not there."""
    assert _upload(owner, "x" * 20_000).status_code == 413
    assert uploads.uploads(place) == []
    assert _upload(owner, "a,b\n", kind="kings").status_code == 422
    assert owner.post("/empty-shop/data/upload", {"kind": "orders"}).status_code == 422
    assert _upload(owner, "a,b\n", known="0" * 32).status_code == 404
    assert _upload(owner, "a,b\n", known="../../etc").status_code == 404
    for address in ("data/none/rejected", f"data/{'0' * 32}/rejected.csv"):
        assert owner.get(f"/empty-shop/{address}").status_code == 404
    assert owner.post("/empty-shop/data/none/back").status_code == 404


@pytest.fixture
def settings_of_uploads(site: Site) -> Iterator[None]:
    """Files of ten thousand bytes at most."""
    from django.test import override_settings

    with override_settings(LARGEST_UPLOAD=10_000):
        yield


def test_a_stranger_fills_no_disk(site: Site, place: Path) -> None:
    """What comes from nobody is not even written down."""
    assert _upload(site.client(), "x" * 5000).status_code == 302
    assert list((site.folder / "given").iterdir()) == []
    assert uploads.uploads(place) == []


def test_whoever_may_not_upload_sees_no_rows(site: Site, place: Path, owner: "Client") -> None:
    """Rejected rows hold people; a marketer sees the quality of the data and no form."""
    _upload(owner, "customer,date,order,amount\n" + "a,never,o1,5\n")
    _worked(site)
    held = uploads.uploads(place)[0]
    marketer = site.client("marketer")
    assert "Upload a file" not in _page(marketer)
    assert marketer.get(f"/empty-shop/data/{held.id}/rejected").status_code == 403
    assert site.client("analyst").get(f"/empty-shop/data/{held.id}/rejected").status_code == 200


def test_whoever_was_stopped_while_reading_left_nothing(site: Site, place: Path) -> None:
    """Neither a half-read upload nor one half taken back counts in the next run."""
    from contextlib import closing

    from volver.app.clock import now
    from volver.app.imports import take_in
    from volver.app.ingest import settle_uploads
    from volver.domain.ports import Quiet
    from volver.store import open_engine

    def give(seed: int) -> uploads.Upload:
        given = place / f"{seed}.csv"
        given.write_text(tiny.orders(seed=seed), "utf-8")
        return uploads.keep(place, given, "a.csv", "orders", now())

    stays = take_in(place, give(1).id, Quiet())
    for state in (uploads.READING, uploads.GOING):
        lost = take_in(place, give(2).id, Quiet())
        assert _lines(place) == stays.accepted + lost.accepted
        uploads.write(place, lost, state=state)  # as a kill in the midst leaves it
        with closing(open_engine(Folder.open(place).database)) as engine:
            settle_uploads(engine, place)
        assert _lines(place) == stays.accepted
        assert [one.id for one in uploads.sources(place)] == [stays.id]
    with pytest.raises(NotFound):
        uploads.upload_of(place, lost.id)


def test_a_workspace_whose_orders_are_in_a_database_takes_no_files(
    site: Site, place: Path, owner: "Client"
) -> None:
    """It is said why, and the workspace is as it was."""
    told = place / "volver.toml"
    told.write_text('engine = "duckdb:orders.duckdb"\n' + told.read_text("utf-8"), "utf-8")
    _upload(owner, tiny.orders())
    job = _worked(site)
    assert job.error is not None
    assert "cannot be read by the engine" in job.error.what
    assert Folder.open(place).sources == ()
    assert "cannot be read by the engine" in _page(owner)
