"""The resources that can be stored to: ``/projects/{project}/studies`` and ``/projects/{project}/studies/{study}``."""

import re
from dataclasses import dataclass

from bildstrom.dicom.pseudonym import normalised_uid
from bildstrom.ingest.stow.problems import Problem

_STUDIES = re.compile(r"/projects/([a-z0-9][a-z0-9-]{0,31})/studies(?:/([^/]{1,256}))?/?")
_UID = re.compile(r"[0-9]+(\.[0-9]+)+")  # PS3.5 9.1, once normalised


@dataclass(frozen=True, slots=True)
class Address:
    """Where a request goes; ``study_uid`` is normalised, and None if the path names no study."""

    project: str
    study_uid: str | None


def address_of(path: str) -> Address:
    """Read a path, percent-decoded and without the query.

    Raises:
        Problem: 404 for another resource, 400 for a study that is not a UID.
    """
    found = _STUDIES.fullmatch(path)
    if found is None:
        raise Problem(404, "unknown_resource")
    project, study = found.groups()
    if study is None:
        return Address(project, None)
    uid = normalised_uid(study)
    if len(uid) > 64 or not _UID.fullmatch(uid):
        raise Problem(400, "study_uid_malformed")
    return Address(project, uid)
