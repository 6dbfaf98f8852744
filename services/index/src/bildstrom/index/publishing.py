"""What is served by HTTP: DICOMweb and the viewer, as the settings describe them."""

import ssl
from contextlib import AbstractAsyncContextManager

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.pixels.children import Children
from bildstrom.index.dicomweb.server import serving
from bildstrom.index.dicomweb.viewer.configuration import SignIn
from bildstrom.index.dicomweb.viewer.viewer import Viewer
from bildstrom.index.settings import IndexSettings
from bildstrom.runtime.bearer.configured import configured
from bildstrom.runtime.objects import ObjectStore


def published(
    settings: IndexSettings, catalogue: Catalogue, objects: ObjectStore, children: Children
) -> AbstractAsyncContextManager[int]:
    """The server, which runs while its context is open; see :func:`serving`.

    Raises:
        OSError: the viewer, a certificate or its key cannot be read.
        ValueError: the keys' address has no TLS, or the viewer's folder is not OHIF's.
    """
    tokens = configured(settings.dicomweb_keys, settings.dicomweb_audience, settings.dicomweb_issuer)
    app = dicomweb(catalogue, objects, children, tokens, _viewer(settings))
    return serving(app, settings.dicomweb_port, settings.dicomweb_host, _tls(settings))


def _viewer(settings: IndexSettings) -> Viewer | None:
    if settings.viewer is None:
        return None
    client, issuer = settings.viewer_client_id, settings.dicomweb_issuer
    return Viewer(settings.viewer, SignIn(issuer, client) if issuer is not None and client is not None else None)


def _tls(settings: IndexSettings) -> ssl.SSLContext | None:
    if settings.dicomweb_tls_certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(settings.dicomweb_tls_certificate, settings.dicomweb_tls_key)
    return context
