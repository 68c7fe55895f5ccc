"""Find out how a text is encoded, and hand it on as UTF-8.

One broken byte is the trouble of one row and no reason to read the whole file differently. So an
undecodable byte travels on as a lone surrogate, which no valid UTF-8 contains: the reader finds
it there, rejects that row, and shows the byte.
"""

import codecs
import re
from dataclasses import dataclass

import charset_normalizer

from volver.collect.files.lines import Stream
from volver.domain.errors import BadInput

MARKS = (  # UTF-32 first: its little-endian mark begins like that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
COMMON = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
    *("iso8859_15", "cp850", "mac_roman", "koi8_r"),
    *("shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
)
NOT_OF_FILES = ("undefined", "idna", "punycode", "unicode-escape", "raw-unicode-escape")
GUESS_BYTES = 65_536
UNDECODABLE = "volver.undecodable"
BYTE = 0xDC00  # the lone surrogate of byte 0; the same block that Python's surrogateescape uses
SIGN_IN_WORD = re.compile(r"[^\W\d_][\xa1-\xbf\xd7\xf7‚ƒ„…†‡ˆ‰‹•–—˜›][^\W\d_]")
BEFORE_WINDOWS = ("cp850", "mac_roman")
MARKED = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes become text."""

    name: str
    mark_bytes: int = 0  # the byte-order mark in front
    note: str | None = None


def find_encoding(head: bytes, declared: str | None, name: str) -> Encoding:
    """Declared, marked, or guessed from the first bytes of a file; a guess is noted."""
    if declared is not None:
        codec = _lookup(declared, name)
        for mark, marked in MARKS:
            if head.startswith(mark) and marked.startswith(codec):  # "utf-16" is either order
                return Encoding(marked, len(mark))
        return Encoding(codec)
    for mark, marked in MARKS:
        if head.startswith(mark):
            return Encoding(marked, len(mark))
    return _unmarked_utf16(head) or _utf8_or_guess(head, name)


def decoded(raw: bytes) -> str:
    """Text of bytes that should be UTF-8, undecodable bytes marked."""
    return raw.decode("utf-8", UNDECODABLE)


def shown(text: str) -> str:
    r"""Text as people may see it: undecodable bytes and NUL as \xNN.

    >>> shown(decoded(b"caf\xe9"))
    'caf\\xe9'
    """
    return MARKED.sub(lambda mark: f"\\x{ord(mark[0]) & 0xFF:02x}", text).replace("\0", "\\x00")


class Transcoding:
    """A stream of UTF-8 made from a stream in another encoding."""

    def __init__(self, stream: Stream, encoding: Encoding) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding.name)(UNDECODABLE)
        self._mark_bytes = encoding.mark_bytes

    def read(self, size: int, /) -> bytes:
        """Decode about `size` more bytes."""
        text = ""
        ended = False
        while not text and not ended:
            chunk = self._stream.read(size)
            ended = not chunk
            skip = min(self._mark_bytes, len(chunk))
            self._mark_bytes -= skip
            text = self._decoder.decode(chunk[skip:], final=ended)
        return text.encode("utf-8", "surrogatepass")


def utf8_stream(stream: Stream, encoding: Encoding) -> Stream:
    """The stream as UTF-8, without a byte-order mark; UTF-8 itself passes untouched."""
    if encoding.name != "utf-8":
        return Transcoding(stream, encoding)
    stream.read(encoding.mark_bytes)
    return stream


def _lookup(declared: str, name: str) -> str:
    try:
        "".encode(declared)  # refuses codecs that are no text encoding, such as zlib
        codec = codecs.lookup(declared).name
    except (LookupError, ValueError):
        codec = "undefined"
    if codec in NOT_OF_FILES:
        raise BadInput(
            f"There is no encoding of files called {declared!r}",
            f"option encoding, for {name}",
            "Use a name such as utf-8, utf-16 or cp1252.",
        )
    return {"utf-8-sig": "utf-8", "ascii": "utf-8"}.get(codec, codec)


def _unmarked_utf16(head: bytes) -> Encoding | None:
    """UTF-16 without a mark: in text with some ASCII, every second byte is often zero."""
    pairs = len(head) // 2
    for codec, zeros, texts in (
        ("utf-16-le", head[1::2].count(0), head[0::2].count(0)),
        ("utf-16-be", head[0::2].count(0), head[1::2].count(0)),
    ):
        if pairs and zeros > 0.4 * pairs and texts < 0.05 * pairs:
            return Encoding(codec, note=f"Decoded as {codec}, which has no mark here.")
    return None


def _utf8_or_guess(head: bytes, name: str) -> Encoding:
    """UTF-8, unless hardly any of its foreign lines are: by accident, other text seldom is."""
    lines = head.splitlines(keepends=True)
    foreign = [line for line in lines if not line.isascii()]
    broken = sum(1 for line in foreign if MARKED.search(decoded(line)))
    valid = len(foreign) - broken
    if broken <= 1 or broken <= 10 * valid:
        return Encoding("utf-8")
    guess = _guess(b"".join(foreign)[:GUESS_BYTES])
    if guess is not None:
        return Encoding(guess, note=f"Decoded as {guess}, a guess: the text is not UTF-8.")
    if broken <= len(lines) / 10:  # no text in any encoding: these rows are damaged
        return Encoding("utf-8")
    raise BadInput(
        f"The encoding of {name} cannot be told: it is not UTF-8",
        f"{broken:,} of the first lines have bytes that are not UTF-8",
        "Declare it, for example --encoding cp1252, or save the file as UTF-8.",
    )


def _guess(sample: bytes) -> str | None:
    """The likeliest common encoding; cp1252, by far the commonest, when it is as likely.

    Between the alphabets of Europe a few names do not decide, but signs within words do. They
    decide alone against the encodings of DOS and the old Mac, in which "Ñúñez" looks tidier.
    """
    matches = charset_normalizer.from_bytes(sample, cp_isolation=list(COMMON))
    best = matches.best()
    if best is None:
        return None
    if best.encoding in BEFORE_WINDOWS and _reads_as_cp1252(sample):
        return "cp1252"
    for match in matches:
        if match.encoding == "cp1252" and match.chaos <= best.chaos + 0.02:
            return best.encoding if SIGN_IN_WORD.search(str(match)) else "cp1252"
    return best.encoding


def _reads_as_cp1252(sample: bytes) -> bool:
    try:
        return not SIGN_IN_WORD.search(sample.decode("cp1252"))
    except UnicodeDecodeError:
        return False


def _mark_undecodable(error: UnicodeError) -> tuple[str, int]:
    """Replace undecodable bytes by lone surrogates; leave those put in before as they are."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start = error.start
    trio = error.object[start : start + 3]
    if len(trio) == 3 and trio[0] == 0xED and 0xB0 <= trio[1] <= 0xB3:
        return trio.decode("utf-8", "surrogatepass"), start + 3
    broken = error.object[start : error.end]
    return "".join(chr(BYTE + byte) for byte in broken), error.end


codecs.register_error(UNDECODABLE, _mark_undecodable)
