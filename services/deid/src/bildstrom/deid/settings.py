"""What the de-identification service is told."""

from pathlib import Path

from pydantic import Field

from bildstrom.runtime.settings import ServiceSettings


class DeidSettings(ServiceSettings):
    """Settings of deid; every field has a line in ``--help``."""

    concurrency: int = Field(4, ge=1, le=64, description="objects in hand at once, each whole in memory")
    projects_file: Path = Field(Path(".bildstrom/data/projects.toml"), description="the projects, see docs/howto")
    pixels_memory_bytes: int = Field(2 << 30, ge=1 << 28, description="what looking at one object's pixels may take")
    pixels_cpu_seconds: int = Field(120, ge=5, description="CPU that one request to decode or read pixels may take")
    pixels_wall_seconds: float = Field(600.0, ge=5, description="time after which such a request counts as hanging")
    pixels_largest_bytes: int = Field(1 << 30, ge=1 << 20, description="what decoded pixels may take to be looked at")
    pixels_frames: int = Field(8, ge=1, le=1000, description="frames of a clip that text is looked for in")
    profiles_dir: Path | None = Field(
        None, description="folder with one PROFILE.toml each, beside the built-in basic and identity; see docs/howto"
    )
    keys_dir: Path = Field(
        Path(".bildstrom/data/keys"), description="folder with one PROJECT.key of 64 hex digits each"
    )
