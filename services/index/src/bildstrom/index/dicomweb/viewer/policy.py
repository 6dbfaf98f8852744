"""What a browser may do with the viewer: headers of everything below its address.

Everything comes from this service; only who signs users in is asked besides. OHIF needs four things that a stricter
policy would forbid: WebAssembly (codecs), workers, images, videos and PDF documents made of blobs, styles set by
scripts, and ``new Function`` (ndarray where it reads segmentations, embind in the codecs). No text that DICOMweb
answers becomes a script by these.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bildstrom.index.dicomweb.viewer.configuration import SignIn

_ISOLATED = {
    # isolation from other sites' pages: SharedArrayBuffer, which volumes are kept in, exists only with it
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # addresses hold UIDs
    "X-Content-Type-Options": "nosniff",
}


def headers(sign_in: SignIn | None) -> Mapping[str, str]:
    """The headers."""
    issuer = f" {_origin(sign_in.issuer)}" if sign_in is not None else ""
    directives = (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'",
        "worker-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' blob: data:",
        "font-src 'self' data:",
        "object-src 'self' blob:",
        "media-src 'self' blob:",
        f"connect-src 'self' blob: data:{issuer}",
        f"frame-src 'self' blob:{issuer}",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return _ISOLATED | {"Content-Security-Policy": "; ".join(directives)}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
