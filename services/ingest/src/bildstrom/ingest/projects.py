"""The projects of this installation, from their file and their keys' folder."""

from bildstrom.dicom.projects import Projects, ProjectsError, parse_projects
from bildstrom.ingest.settings import IngestSettings


class Unusable(Exception):
    """Projects or keys cannot be used; the text says what to correct."""


def read(settings: IngestSettings) -> Projects:
    """Read the projects and their keys.

    Raises:
        Unusable: a file is absent or wrong.
    """
    try:
        keys = {path.stem: bytes.fromhex(path.read_text().strip()) for path in settings.keys_dir.glob("*.key")}
        return parse_projects(settings.projects_file.read_text(), keys)
    except (OSError, ValueError) as error:
        what = str(error) if isinstance(error, ProjectsError) else f"{type(error).__name__} reading projects and keys"
        raise Unusable(f"{what}; see projects_file and keys_dir in --help") from None
