"""What is served by HTTP: DICOMweb and the viewer, as the settings describe them."""

import asyncio
import errno
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.pixels.children import Children
from bildstrom.index.dicomweb.server import serving
from bildstrom.index.dicomweb.viewer.configuration import SignIn
from bildstrom.index.dicomweb.viewer.viewer import Viewer
from bildstrom.index.settings import IndexSettings
from bildstrom.runtime.bearer.configured import configured
from bildstrom.runtime.certificate import Certificate
from bildstrom.runtime.logs import log
from bildstrom.runtime.objects import ObjectStore

_OF_ADDRESSES = (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES)  # without a file's name, as those of ssl are


@asynccontextmanager
async def published(
    settings: IndexSettings, catalogue: Catalogue, objects: ObjectStore, children: Children
) -> AsyncIterator[int]:
    """The server, which runs while the body does; SIGHUP makes it read its certificate again.

    Yields:
        The port.

    Raises:
        SystemExit: the viewer, a certificate or its key cannot be read, the port cannot be had, the keys' address has
            no TLS, or the viewer's folder is not OHIF's; the message says what to change.
    """
    async with AsyncExitStack() as stack:
        try:
            port = await stack.enter_async_context(_served(settings, catalogue, objects, children))
        except OSError as error:
            own = (
                f"{settings.dicomweb_host}:{settings.dicomweb_port}" if error.errno in _OF_ADDRESSES else "certificate"
            )
            text = f"{error.filename or own}: {error.strerror or type(error).__name__}"
            raise SystemExit(f"bildstrom index: {text}; see dicomweb_* and viewer in --help") from None
        except ValueError as error:
            raise SystemExit(f"bildstrom index: {error}; see dicomweb_* and viewer in --help") from None
        yield port


@asynccontextmanager
async def _served(
    settings: IndexSettings, catalogue: Catalogue, objects: ObjectStore, children: Children
) -> AsyncIterator[int]:
    tokens = configured(settings.dicomweb_keys, settings.dicomweb_audience, settings.dicomweb_issuer)
    origins = settings.dicomweb_origins.split(",") if settings.dicomweb_origins else ()
    app = dicomweb(catalogue, objects, children, tokens, _viewer(settings), origins)
    certificate = _certificate(settings)
    if certificate is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, _reload, certificate)
    tls = certificate.context if certificate is not None else None
    async with serving(app, settings.dicomweb_port, settings.dicomweb_host, tls) as port:
        yield port


def _viewer(settings: IndexSettings) -> Viewer | None:
    if settings.viewer is None:
        return None
    client, issuer = settings.viewer_client_id, settings.dicomweb_issuer
    return Viewer(settings.viewer, SignIn(issuer, client) if issuer is not None and client is not None else None)


def _certificate(settings: IndexSettings) -> Certificate | None:
    certificate, key = settings.dicomweb_tls_certificate, settings.dicomweb_tls_key
    return Certificate(certificate, key) if certificate is not None and key is not None else None


def _reload(certificate: Certificate) -> None:
    try:
        certificate.reload()
    except OSError as error:
        log.error("the certificate cannot be used; the former one stays", **{"error.type": type(error).__name__})
    else:
        log.info("certificate read again")
