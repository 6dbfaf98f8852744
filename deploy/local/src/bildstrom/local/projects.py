"""The first project of a new home: a demonstration project with a key of its own."""

import os
import secrets

from bildstrom.local.folders import Home

DEMO = """\
# One table per project; docs/howto tells what can be said. A change takes effect when ingest and deid start again.
[projects.demo]
called_ae_titles = ["BILDSTROM"]
profile = "basic"
models = ["laa950"]
retention_days = 7
"""


def found_projects(home: Home) -> None:
    """Write ``projects.toml`` and the demonstration project's key where they are absent; never over existing ones."""
    home.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not home.projects.exists():
        home.projects.write_text(DEMO)
    key = home.keys / "demo.key"
    if not key.exists():
        # 32 bytes: the block that HMAC-SHA256 takes as its secret; readable by its owner alone from the first moment on
        with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32) + "\n")
