"""What the studies service is told."""

from pathlib import Path

from pydantic import Field

from bildstrom.runtime.settings import ServiceSettings


class StudiesSettings(ServiceSettings):
    """Settings of studies; every field has a line in ``--help``."""

    catalog: str = Field("127.0.0.1:15051", description="host:port of the index service's gRPC Catalog")
    quiet_seconds: float = Field(5.0, gt=0, le=3600, description="a study without news for this long has come to rest")
    data: Path = Field(Path(".bildstrom/data/studies"), description="folder for Faust's own files")
