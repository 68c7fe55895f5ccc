"""What holds for every file of the project, whatever is in it."""

import io
import re
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("src", "tests", "docs", "benchmarks", "requirements", ".ci", "scripts")
WRITTEN = (".py", ".sql", ".md", ".toml", ".j2", ".css", ".js", ".sh", ".po", ".txt", ".in", "")
NOT_OURS = {"__pycache__", ".work", "data", "demo_data"}
ALL = sorted(
    path
    for path in [*ROOT.glob("*"), *(p for folder in FOLDERS for p in (ROOT / folder).rglob("*"))]
    if path.is_file() and path.suffix in WRITTEN and not NOT_OURS & set(path.parts)
)
CODE = [path for path in ALL if path.suffix == ".py"]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))

MOST_LINES = 400
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|work|mnt|tmp|Users)/|\b[A-Z]:\\\\?Users")
HOST = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\blocalhost:\d+|\w\.internal\b")
ADDRESS = re.compile(r"\w+://([\w.-]+)")
PUBLIC = {
    "keepachangelog.com", "semver.org", "www.apache.org",
    "www.w3.org", "schemas.openxmlformats.org", "vega.github.io",
    "USER", "HOST", "{HOST}", "example.com",
}  # fmt: skip
"""Names of formats, the licence, two conventions that the changelog keeps to, and blanks."""
SILENCED = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma)")
WITH_WORDS = re.compile(r"#\s*(?:noqa: [A-Z0-9, ]+ - |type: ignore\[[\w, -]+\]  # )\w")


def offenders(paths, found):
    """What was found where, by file."""
    by_file = {path.relative_to(ROOT).as_posix(): found(path) for path in paths}
    return {name: what for name, what in by_file.items() if what}


def test_the_files_were_found():
    """An empty list would make every test here green."""
    assert len(CODE) > 100
    assert len(LOCKS) == 3


def test_a_file_of_code_is_at_most_400_lines():
    """Longer, and it holds two things. How a query is rendered is for a machine to say."""

    def too_long(path):
        lines = len(path.read_text("utf-8").splitlines())
        return lines if lines > MOST_LINES else None

    written = [p for p in ALL if p.suffix in (".py", ".sql", ".j2") and "golden" not in p.parts]
    assert offenders(written, too_long) == {}


def test_no_file_names_a_machine():
    """No folder of whoever wrote it, no host, and no address but the names of formats."""

    def named(path):
        text = path.read_text("utf-8")
        hosts = [] if path in LOCKS else HOST.findall(text)  # versions may have four numbers
        return MACHINE.findall(text) + hosts + sorted(set(ADDRESS.findall(text)) - PUBLIC)

    assert offenders([path for path in ALL if path != Path(__file__)], named) == {}


def test_a_lock_holds_versions_and_hashes_only():
    """Where packages come from is for whoever installs to say."""

    def strange(path):
        text = path.read_text("utf-8")
        pinned = re.compile(r"^[\w.\[\]-]+==", re.MULTILINE)
        loose = [
            line for line in re.findall(r"^\S.*", text, re.MULTILINE) if not pinned.match(line)
        ]
        return loose + re.findall(r"--(?!hash=)[\w-]+|://|file:| @ ", text)

    assert offenders(LOCKS, strange) == {}


def test_what_is_silenced_says_why():
    """A rule that is switched off without a word is a rule that nobody keeps."""

    def wordless(path):
        text = io.StringIO(path.read_text("utf-8"))
        return [
            token.start[0]
            for token in tokenize.generate_tokens(text.readline)
            if token.type == tokenize.COMMENT
            and SILENCED.search(token.string)
            and not WITH_WORDS.search(token.string)
        ]

    assert offenders(CODE, wordless) == {}
