"""STOW-RS in the parent process: a server in a thread of its own, which writes into its own folder of the spool."""

from bildstrom.dicom.projects import Projects
from bildstrom.ingest.replication import Replication
from bildstrom.ingest.settings import IngestSettings
from bildstrom.ingest.spool.folder import Spool
from bildstrom.ingest.spool.outbox import Outbox
from bildstrom.ingest.stow.app import StowApp
from bildstrom.ingest.stow.limits import Limits
from bildstrom.ingest.stow.server import StowServer
from bildstrom.ingest.stow.spooling import SpoolIntake
from bildstrom.runtime.bearer.configured import configured
from bildstrom.runtime.certificate import Certificate


def stow_server(settings: IngestSettings, projects: Projects, outbox: Outbox, replication: Replication) -> StowServer:
    """The server that the settings describe, not started yet.

    Args:
        replication: announces entries, and waits for them.

    Raises:
        OSError: a certificate or key cannot be read.
    """
    spool = Spool(outbox.folder("stow"), settings.spool_reserve_bytes)
    intake = SpoolIntake(spool, replication.announce, replication.missing)
    limits = Limits(object_size=settings.max_object_bytes)
    tokens = configured(settings.stow_keys, settings.stow_audience, settings.stow_issuer)
    app = StowApp(projects, intake, tokens, limits)
    return StowServer(app, settings.max_associations, _certificate(settings))


def _certificate(settings: IngestSettings) -> Certificate | None:
    if not settings.stow_tls or settings.tls_certificate is None or settings.tls_key is None:
        return None
    return Certificate(settings.tls_certificate, settings.tls_key)
