"""Where the parts of the viewer lie, seen from a browser."""

ROOT = "/viewer"
FILES = f"{ROOT}/_ohif"  # no project can be called so; the fetched files have this address written into them


def root_of(project: str) -> str:
    """The address of the viewer of a project."""
    return f"{ROOT}/{project}"


def sources_of(project: str) -> str:
    """The address of the DICOMweb service of a project."""
    return f"/projects/{project}"
