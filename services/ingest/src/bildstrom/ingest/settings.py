"""What the ingest service is told."""

from pathlib import Path

from pydantic import Field

from bildstrom.runtime.settings import ServiceSettings


class IngestSettings(ServiceSettings):
    """Settings of ingest; every field has a line in ``--help``."""

    dicom_host: str = Field("127.0.0.1", description="address that DICOM associations are accepted on")
    dicom_port: int = Field(11112, ge=0, le=65535, description="port of it")
    max_associations: int = Field(32, ge=1, le=1000, description="associations at once; further ones are refused")
    spool: Path = Field(
        Path(".bildstrom/data/spool"), description="folder that accepted objects lie in until announced"
    )
    spool_reserve_bytes: int = Field(
        5_000_000_000, ge=0, description="free space of the spool's disk below which new objects are answered A700"
    )
    projects_file: Path = Field(Path(".bildstrom/data/projects.toml"), description="the projects, see docs/howto")
    keys_dir: Path = Field(
        Path(".bildstrom/data/keys"), description="folder with one PROJECT.key of 64 hex digits each"
    )
