"""A process that ends when the one that started it does, however that ended."""

import os
import threading


def end_with_parent() -> None:
    """Wait for the end of the standard input, which the parent holds, and end then."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
