"""The server's settings for mypy's plugin, which reads the types of models from them."""

import os
import tempfile

os.environ.setdefault("VOLVER_SITE", tempfile.mkdtemp())  # noqa: TID251 - settings need a site

from volver.server.settings import *  # noqa: F403 - all of them
