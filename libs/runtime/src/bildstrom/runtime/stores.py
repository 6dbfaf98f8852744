"""Which object store a URL names."""

from pathlib import Path

from obstore.store import S3Store

from bildstrom.runtime.local_objects import LocalObjectStore
from bildstrom.runtime.objects import ObjectStore
from bildstrom.runtime.remote_objects import RemoteObjectStore


def open_store(url: str) -> ObjectStore:
    """Open ``file:DIR`` or ``s3://BUCKET/PREFIX``.

    Raises:
        SystemExit: neither, or a folder that cannot be used; the message says what to change.
    """
    try:
        return _opened(url)
    except ValueError as error:
        raise SystemExit(f"bildstrom: {error}; see objects in --help") from None
    except OSError as error:
        raise SystemExit(f"bildstrom: objects: {error.filename}: {error.strerror}; see objects in --help") from None


def _opened(url: str) -> ObjectStore:
    scheme, _, rest = url.partition(":")
    if scheme == "file" and rest:
        return LocalObjectStore(Path(rest.removeprefix("//")))
    if scheme == "s3" and rest.startswith("//") and len(rest) > 2:
        bucket, _, prefix = rest.removeprefix("//").partition("/")
        return RemoteObjectStore(S3Store(bucket, prefix=prefix or None))
    raise ValueError("objects: write file:DIR for a local folder or s3://BUCKET/PREFIX for an S3-compatible store")
