"""Access to quarantine on a local disk: nobody but the service's own user may enter the folder.

In an S3-compatible store the same is a policy on the prefix ``quarantine/``.
"""

from pathlib import Path

from bildstrom.deid.keeping.kept import ROOT


def secluded(url: str) -> str:
    """The URL of an object store; if it is a local folder, its quarantine is closed to everybody else.

    Raises:
        SystemExit: the folder cannot be made, or belongs to somebody else.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "file" and rest:
        folder = Path(rest.removeprefix("//")) / ROOT
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        except OSError as error:
            raise SystemExit(f"bildstrom deid: {folder}: {error.strerror}; see objects in --help") from None
    return url
