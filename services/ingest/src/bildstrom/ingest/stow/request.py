"""The header of a store request, checked before a byte of its body is asked for (PS3.18 section 10.5.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bildstrom.ingest.stow.body import Form, form_of
from bildstrom.ingest.stow.content_coding import Decoder, decoder_of
from bildstrom.ingest.stow.limits import Limits
from bildstrom.ingest.stow.media import takes_dicom_json
from bildstrom.ingest.stow.problems import Problem
from bildstrom.runtime.http.media import media_type

_SINGLE = frozenset({b"authorization", b"content-type", b"content-encoding", b"content-length", b"expect"})


def fields_of(headers: Iterable[tuple[bytes, bytes]]) -> Mapping[bytes, bytes]:
    """Header fields by lower-case name; values of one that may be repeated are joined (RFC 9110 section 5.3).

    Raises:
        Problem: 400, one that may not is repeated.
    """
    fields: dict[bytes, bytes] = {}
    for name, value in headers:
        key = name.lower()
        if key in fields and key in _SINGLE:
            raise Problem(400, "header_ambiguous")
        fields[key] = fields[key] + b", " + value if key in fields else value
    return fields


@dataclass(frozen=True, slots=True)
class Reading:
    """How the body is to be read."""

    form: Form
    decoder: Decoder


def reading_of(fields: Mapping[bytes, bytes], limits: Limits) -> Reading:
    """Negotiate.

    Raises:
        Problem: 406 if DICOM JSON is not taken as the answer, 415 or 400 for a body of a form that is not stored here,
            413 for one that says that it is too large.
    """
    if not takes_dicom_json(fields.get(b"accept", b"").decode("latin-1")):
        raise Problem(406, "not_acceptable")
    form = form_of(media_type(fields.get(b"content-type", b"").decode("latin-1")), limits)
    decoder = decoder_of(fields.get(b"content-encoding", b""))
    length = fields.get(b"content-length", b"0")
    if not length.isdigit():
        raise Problem(400, "content_length_malformed")
    if int(length[:20]) > limits.body_size:
        raise Problem(413, "body_too_large")
    return Reading(form, decoder)
