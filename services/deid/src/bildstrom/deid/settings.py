"""What the de-identification service is told."""

from pathlib import Path

from pydantic import Field

from bildstrom.runtime.settings import ServiceSettings


class DeidSettings(ServiceSettings):
    """Settings of deid; every field has a line in ``--help``."""

    concurrency: int = Field(4, ge=1, le=64, description="objects in hand at once, each whole in memory")
    projects_file: Path = Field(Path(".bildstrom/data/projects.toml"), description="the projects, see docs/howto")
    keys_dir: Path = Field(
        Path(".bildstrom/data/keys"), description="folder with one PROJECT.key of 64 hex digits each"
    )
