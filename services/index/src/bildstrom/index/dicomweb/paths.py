"""What a request's path names, checked before anything is looked up."""

import re
from dataclasses import dataclass

from starlette.requests import Request

from bildstrom.dicom.pseudonym import normalised_uid
from bildstrom.index.dicomweb.errors import BadRequest

_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LOOPBACK = ("127.0.0.1", "localhost")
_UID = re.compile(r"[0-9.]{1,64}")
_PLUS = re.compile(r"(?<=\w) (?=\w)")
_CHARSETS = ("utf-8", "iso_ir 192", "us-ascii", "")


@dataclass(frozen=True, slots=True)
class Place:
    """A study, a series or an instance of a project; of a search the study too may be open."""

    project: str
    study_uid: str
    series_uid: str | None = None
    sop_uid: str | None = None

    def contains(self, series_uid: str, sop_uid: str) -> bool:
        """Whether an instance of the study lies here."""
        return self.series_uid in (None, series_uid) and self.sop_uid in (None, sop_uid)


def project_of(request: Request) -> str:
    """The project that a path names.

    Raises:
        BadRequest: it cannot be one.
    """
    project: str = request.path_params["project"]
    if not _PROJECT.fullmatch(project):
        raise BadRequest("a project is made of letters, digits, '.', '_' and '-'")
    return project


def uid_of(request: Request, name: str) -> str | None:
    """A UID of the path, without leading zeros in its components as the catalogue has it; None where there is none.

    What was sent with such zeros says so in its metadata, and clients ask by what those say.

    Raises:
        BadRequest: it cannot be one.
    """
    uid: str | None = request.path_params.get(name)
    if uid is not None and not _UID.fullmatch(uid):
        raise BadRequest("a UID is made of digits and '.', at most 64")
    return None if uid is None else normalised_uid(uid)


def place_of(request: Request) -> Place:
    """What a retrieval's path names; see :func:`uid_of`."""
    study_uid = uid_of(request, "study")
    assert study_uid is not None, "every route of a retrieval names a study"
    return Place(project_of(request), study_uid, uid_of(request, "series"), uid_of(request, "instance"))


def study_url(request: Request, place: Place) -> str:
    """Where the study of a retrieval is served."""
    return f"{base_url(request)}/projects/{place.project}/studies/{place.study_uid}"


def instance_url(request: Request, place: Place) -> str:
    """Where the instance of a retrieval is served."""
    return f"{study_url(request, place)}/series/{place.series_uid}/instances/{place.sop_uid}"


def base_url(request: Request) -> str:
    """Where this service is reached, as the client names it.

    Some clients leave the port out of ``Host``; where they talk to this machine it is the one they came to.
    """
    url, server = request.base_url, request.scope.get("server")
    if url.port is None and url.hostname in _LOOPBACK and server is not None and server[1] not in (None, 80, 443):
        url = url.replace(port=server[1])
    return str(url).rstrip("/")


def accept_of(request: Request) -> str:
    """What the query parameter ``accept`` says, and after it the header (PS3.18 sections 8.3.3.1 and 8.7.8.1).

    Raises:
        BadRequest: text is asked for in another character set than UTF-8 (section 8.3.3.2).
    """
    for charset in ",".join(request.query_params.getlist("charset")).split(","):
        if charset.split(";")[0].strip(' "').lower() in _CHARSETS:
            break
    else:
        raise BadRequest("charset: text is answered in UTF-8 alone")
    # a plus that was not escaped has become a space, which no media type has
    asked = [_PLUS.sub("+", value) for value in request.query_params.getlist("accept")]
    return ", ".join(filter(None, [*asked, *request.headers.getlist("accept")]))
