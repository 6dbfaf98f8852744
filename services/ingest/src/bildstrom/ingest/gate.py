"""The gate decides on association requests: by the projects' lists, the places left, the disk, and the drain."""

from bildstrom.dicom.projects import Address, Projects
from bildstrom.ingest.admission import (
    DRAINING,
    NO_PLACE,
    SPOOL_FULL,
    Admitted,
    Rejected,
    admitted,
    listed,
    verifies_only,
)
from bildstrom.ingest.places import Places
from bildstrom.ingest.spool.folder import Spool
from bildstrom.ingest.ul.request import AssociateRequest


class Gate:
    """Attributes may be replaced at any time: the next request is decided by them.

    Attributes:
        projects: who may send.
        draining: nobody is admitted any more.
    """

    def __init__(self, projects: Projects, places: Places, spool: Spool) -> None:
        self.projects = projects
        self.draining = False
        self._places = places
        self._spool = spool

    def decide(self, request: AssociateRequest, address: Address) -> Admitted | Rejected:
        """Admit, which takes a place, or reject; what may pass later is rejected as transient."""
        projects = self.projects
        decision = admitted(request, address, projects)
        if isinstance(decision, Rejected):
            return decision
        if self.draining:
            return DRAINING
        if self._spool.full and not verifies_only(request):
            return SPOOL_FULL
        if not self._places.take(listed(request, address, projects)):
            return NO_PLACE
        return decision

    def left(self) -> None:
        """An admitted association is over."""
        self._places.give_back()
