"""Java servers sized for one machine: which java, and the flags that halve their start."""

import os
import shutil
from pathlib import Path

from bildstrom.local.errors import Missing

# serial GC and the C1 compiler alone: half the start-up time and a fraction of the memory, enough for one machine
SMALL = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-Xshare:auto",
    "-Djava.awt.headless=true",
    "-Djava.net.preferIPv4Stack=true",
)


def java() -> str:
    """The java program: of JAVA_HOME, else the first on PATH.

    Raises:
        Missing: there is none.
    """
    home = os.environ.get("JAVA_HOME")
    candidate = str(Path(home) / "bin" / "java") if home else "java"
    found = shutil.which(candidate)
    if found is None:
        raise Missing("Java 17 or newer is missing; on Debian or Ubuntu: apt-get install openjdk-17-jre-headless")
    return found


def heap(smallest_mb: int, largest_mb: int) -> tuple[str, str]:
    """Bounds of the heap, in MiB."""
    return f"-Xms{smallest_mb}m", f"-Xmx{largest_mb}m"
