"""The command, as a person starts it: its own process, its own port."""

import http.client
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.server.conftest import Site

from volver.domain.errors import BadInput
from volver.server.site import Site as Settings

pytestmark = pytest.mark.slow
VOLVER = str(Path(sys.executable).with_name("volver"))
HOST = "localhost"


@contextmanager
def served(shop: Path, site: Path, port: int) -> Iterator[list[str]]:
    """What it says until it answers; it is stopped at the end. It has a copy of the shop."""
    own = site / shop.name
    if not own.exists():
        shutil.copytree(shop, own, ignore=shutil.ignore_patterns("plans", "server"))
    command = [VOLVER, "serve", str(own), "--site", str(site), "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as it:
        assert it.stdout is not None
        said = []
        for line in it.stdout:
            said.append(line)
            if "welcome" in line:
                break
        try:
            yield said
        finally:
            it.terminate()


def _get(port: int, place: str, **headers: str) -> tuple[int, str, str]:
    line = http.client.HTTPConnection(HOST, port, timeout=30)
    line.request("GET", place, headers={name.replace("_", "-"): v for name, v in headers.items()})
    answer = line.getresponse()
    found = answer.status, answer.headers.get("Location", ""), answer.read().decode()
    line.close()
    return found


def test_the_first_start_says_how_to_come_in(site: Site, tmp_path: Path) -> None:
    """An address and a code; a second server is told that the port is taken."""
    with served(site.shop, tmp_path, 8471) as said:
        assert re.search(r"Code for the first owner of shop: \S{20,}", "".join(said))
        assert _get(8471, "/welcome")[0] == 200
        assert _get(8471, "/")[:2] == (302, "/account/login/?next=/")
        again = [
            VOLVER,
            "serve",
            str(tmp_path / site.shop.name),
            "--site",
            str(tmp_path),
            "--port",
            "8471",
        ]
        second = subprocess.run(again, capture_output=True, text=True, check=False)
        assert second.returncode == 2
        assert "Port 8471" in second.stderr
    secret = tmp_path / "secret.key"
    assert secret.stat().st_mode & 0o077 == 0
    secret.chmod(0o644)
    with pytest.raises(BadInput, match="can be read by others"):
        Settings.open(tmp_path)


def test_behind_a_proxy_https_is_believed_and_asked_for(site: Site, tmp_path: Path) -> None:
    """Of the proxy alone; without its word everybody is sent to https."""
    (tmp_path / "site.toml").write_text(f'hosts = ["{HOST}"]\nhttps = true\n', "utf-8")
    with served(site.shop, tmp_path, 8472):
        assert _get(8472, "/welcome")[:2] == (301, f"https://{HOST}:8472/welcome")
        assert _get(8472, "/welcome", X_Forwarded_Proto="https")[0] == 200
    (tmp_path / "site.toml").write_text('https = true\nproxy = "2001:db8::7"\n', "utf-8")
    with served(site.shop, tmp_path, 8473):  # somebody else says so
        assert _get(8473, "/welcome", X_Forwarded_Proto="https")[0] == 301


def test_a_workspace_that_moved_is_found_again(site: Site, tmp_path: Path) -> None:
    """But two of one name are not taken for each other."""
    from volver.server.accounts.models import Workspace
    from volver.server.serve import _show_workspaces

    held = Workspace.objects.get(slug="shop")
    try:
        Workspace.objects.filter(slug="shop").update(folder=str(tmp_path / "gone" / "shop"))
        _show_workspaces([site.shop])
        assert Workspace.objects.get(slug="shop").folder == str(site.shop)
        (tmp_path / "shop").mkdir()
        with pytest.raises(BadInput, match="another workspace"):
            _show_workspaces([tmp_path / "shop"])
    finally:
        held.save()


def test_what_a_killed_start_left_empty_is_made_again(site: Site, tmp_path: Path) -> None:
    """A file that was opened and not yet written to, when the first start was killed."""
    with served(site.shop, tmp_path, 8474):
        marks = list((tmp_path / "static" / "volver").glob("mark*.svg"))
    assert len(marks) == 2
    for mark in marks:
        mark.write_bytes(b"")
    with served(site.shop, tmp_path, 8474):
        for mark in marks:
            status, _, text = _get(8474, f"/static/volver/{mark.name}")
            assert (status, text[:4]) == (200, "<svg")


@pytest.mark.parametrize(
    ("name", "making"),
    [
        ("charts.js", "-m volver.present.runtime {folder}/charts.js"),
        ("secret.key", "-c 'from volver.server.site import *; Site.open(Path(\"{folder}\"))'"),
    ],
    ids=["charts", "secret"],
)
def test_what_is_made_once_is_there_whole_or_not_at_all(
    tmp_path: Path, name: str, making: str
) -> None:
    """A half of it would be there for good. Here the disk is full."""
    command = f"ulimit -f 0; exec {sys.executable} {making.format(folder=tmp_path)}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert "File too large" in done.stderr
    assert not (tmp_path / name).exists()


def test_webhooks_are_delivered_by_a_command(site: Site, tmp_path: Path) -> None:
    """For a server that was started; elsewhere it says what to do."""
    command = [VOLVER, "deliver", "--json", "--site"]
    done = subprocess.run(
        [*command, str(site.folder)], capture_output=True, text=True, check=False, timeout=60
    )
    assert json.loads(done.stdout) == {"delivered": 0, "waiting": 0, "given up": 0}
    nowhere = subprocess.run(
        [*command, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert nowhere.returncode == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hosts = 'all'", "no list of names"),
        ('hosts = ["*"]', "any name"),
        ("https = 1", "no truth"),
        ('proxy = "my-proxy"', "no number of a proxy"),
        ("debug = true", "no setting"),
        ("hosts = [", "cannot be read"),
    ],
)
def test_a_mistake_in_the_settings_is_named(tmp_path: Path, text: str, said: str) -> None:
    """Before anything is served."""
    (tmp_path / "site.toml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said):
        Settings.open(tmp_path)
