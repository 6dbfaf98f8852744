"""Who may associate, and for what: called AE title to project, calling AE title and network against its lists.

An association whose called AE title is unknown may still verify (C-ECHO), when its source is admitted by some project:
so an administrator sees that the way is open, and the first store says 0124.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address

from bildstrom.dicom.projects import Address, Project, Projects
from bildstrom.ingest.ul.negotiation import VERIFICATION
from bildstrom.ingest.ul.request import AssociateRequest

_TITLE = re.compile(rb"[ !-\[\]-~]{1,16}")  # PS3.5 6.2, AE: default repertoire without backslash


@dataclass(frozen=True, slots=True)
class Admitted:
    """An association that is accepted; without a project it may verify, and store nothing."""

    calling_ae_title: str
    project: Project | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """An association that is not accepted (PS3.8 table 9-21); ``word`` is for logs and metrics."""

    result: int
    source: int
    reason: int
    word: str


CALLING_UNKNOWN = Rejected(1, 1, 3, "calling_ae_title")
CALLED_UNKNOWN = Rejected(1, 1, 7, "called_ae_title")
NO_PLACE = Rejected(2, 3, 2, "association_limit")
SPOOL_FULL = Rejected(2, 3, 1, "spool_full")
DRAINING = Rejected(2, 3, 1, "draining")


def admitted(request: AssociateRequest, address: Address, projects: Projects) -> Admitted | Rejected:
    """Decide on a request by its titles and where it comes from."""
    calling, called = request.calling_ae_title, request.called_ae_title
    if not _TITLE.fullmatch(calling):
        return CALLING_UNKNOWN
    title = calling.decode("ascii")
    project = projects.by_called_ae_title(called.decode("ascii")) if _TITLE.fullmatch(called) else None
    if project is not None:
        return Admitted(title, project) if project.admits(title, address) else CALLING_UNKNOWN
    if _TITLE.fullmatch(called) and any(other.admits(title, address) for other in projects):
        return Admitted(title, None)
    return CALLED_UNKNOWN


def verifies_only(request: AssociateRequest) -> bool:
    """Whether nothing but verification is proposed."""
    return all(proposal.abstract_syntax == VERIFICATION for proposal in request.proposals)


def listed(request: AssociateRequest, address: Address, projects: Projects) -> bool:
    """Whether a source is named in some project's lists, which gives it a place among the reserved ones.

    Where no project lists anybody, all are alike.
    """
    if not any(project.calling_ae_titles or project.networks for project in projects):
        return True
    title = request.calling_ae_title.decode("ascii", "replace")
    return any(
        project.admits(title, address) and (title in project.calling_ae_titles or project.lists(address))
        for project in projects
    )


@lru_cache(maxsize=1024)  # who sends one object in each association is read each time otherwise: 30 us
def address_of(host: str) -> Address:
    """A peer's address; an IPv4 one that comes through an IPv6 socket counts as IPv4."""
    address = ip_address(host.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address
