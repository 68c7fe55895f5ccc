"""What Spark needs of the system."""

import shutil


def missing() -> str | None:
    """What to run where there is no Java."""
    return None if shutil.which("java") else "sudo scripts/java.sh"
