"""What a page is made of, as a browser takes it apart."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "poster", "srcdoc"}


class Parts(HTMLParser):
    """The kinds of elements with their attributes, the addresses, the scripts, and all text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.kinds: set[tuple[str, str]] = set()
        self.addresses: set[str] = set()
        self.scripts: list[str] = []
        self.text: list[str] = []
        self.comments = 0
        self._in_script = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.kinds |= {(tag, ""), *((tag, name) for name, _ in attrs)}
        self.addresses |= {value or "" for name, value in attrs if name in ADDRESSES}
        self.text += [value or "" for _, value in attrs]
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        self._in_script = False

    def handle_data(self, data: str) -> None:
        """Text, or the content of a script."""
        (self.scripts if self._in_script else self.text).append(data)

    def handle_comment(self, data: str) -> None:
        """A comment: we write none."""
        self.comments += 1
