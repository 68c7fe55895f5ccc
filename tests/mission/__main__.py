"""Which lines of the mission checklist have a test, and which are open: python -m tests.mission."""

from tests.mission import covered, lines

if __name__ == "__main__":
    tests, known = covered(), lines()
    for name, what in known.items():
        print(f"{name:4} {len(tests.get(name, ())):3} {what}")  # noqa: T201 - this is its output
    open_ones = [name for name in known if name not in tests]
    print(f"\n{len(known) - len(open_ones)} of {len(known)} are covered.")  # noqa: T201 - likewise
    print(f"Open: {', '.join(open_ones) or 'none'}.")  # noqa: T201 - likewise
