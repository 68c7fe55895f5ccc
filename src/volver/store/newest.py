"""Questions of which only the newest counts: a later one of the same asker ends the earlier.

Whoever types a rule asks again at every pause; what they asked before is of no use to anybody, and
must not keep the answer that they wait for waiting.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Timer

from volver.store.engine import Embedded


class Newest:
    """The questions that are being answered, by who asks."""

    def __init__(self, seconds: float) -> None:
        """seconds: after which a question is ended whoever asks."""
        self._seconds = seconds
        self._running: dict[object, tuple[object, Embedded]] = {}
        self._lock = Lock()

    @contextmanager
    def asked_by(self, asker: object, engine: Embedded) -> Iterator[None]:
        """Ask within this; a query that is ended raises Busy. asker: hashable."""
        mark = object()
        with self._lock:
            self._stop(asker)
            self._running[asker] = (mark, engine)
        timer = Timer(self._seconds, self._late, (asker, mark))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                if self._running.get(asker, (None,))[0] is mark:
                    del self._running[asker]

    def _late(self, asker: object, mark: object) -> None:
        with self._lock:
            if self._running.get(asker, (None,))[0] is mark:
                self._stop(asker)

    def _stop(self, asker: object) -> None:
        """Under the lock, so that an engine that has gone on to other questions is left alone."""
        if asker in self._running:
            self._running.pop(asker)[1].interrupt()
