"""OHIF's configuration for one project, as the script that its page loads first."""

import json
from dataclasses import dataclass
from typing import Any

from bildstrom.index.dicomweb.viewer.addresses import FILES, root_of, sources_of

SCOPE = "openid"
NOTICE_DAYS = 90  # that the notice for investigational use stays away once it was confirmed


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where users sign in, by OpenID Connect's authorisation code flow with PKCE.

    Attributes:
        issuer: https address of it; its ``/.well-known/openid-configuration`` says the rest.
        client_id: the viewer's name there, a public client; its redirect address is ``/viewer/{project}/callback``.
    """

    issuer: str
    client_id: str


def configuration(project: str, sign_in: SignIn | None) -> str:
    """The script."""
    settings = json.dumps(_settings(project) | _oidc(sign_in), indent=1)
    return _SCRIPT.format(files=json.dumps(f"{FILES}/"), settings=settings)


# OHIF asks DICOMweb by absolute addresses; which name this service is reached by, the browser knows. What it imports at
# run time, such as the viewer of slides, it names as if it lay at the root of the server
_SCRIPT = """window.PUBLIC_URL = {files};
window.browserImportFunction = (name) => import(window.PUBLIC_URL + name.replace(/^\\//, ""));
window.config = {settings};
window.config.httpErrorHandler = (error) => console.warn(error);
for (const source of window.config.dataSources) {{
  for (const root of ["qidoRoot", "wadoRoot", "wadoUriRoot"]) {{
    source.configuration[root] = window.location.origin + source.configuration[root];
  }}
}}
"""


def _settings(project: str) -> dict[str, Any]:
    return {
        "routerBasename": root_of(project),
        "extensions": [],
        "modes": [],
        "customizationService": {},
        "showStudyList": True,
        "showWarningMessageForCrossOrigin": True,
        "showCPUFallbackMessage": True,
        "showLoadingIndicator": True,
        "showErrorDetails": "dev",
        "disableConfirmationPrompts": True,  # who opens a result wants it over its images
        "strictZSpacingForVolumeViewport": True,
        "groupEnabledModesFirst": True,
        "maxNumberOfWebWorkers": 3,
        "maxNumRequests": {"interaction": 100, "thumbnail": 5, "prefetch": 25},
        "investigationalUseDialog": {"option": "configure", "days": NOTICE_DAYS},
        "defaultDataSourceName": "dicomweb",
        "dataSources": [_source(project)],
    }


def _source(project: str) -> dict[str, Any]:
    root = sources_of(project)
    return {
        "namespace": "@ohif/extension-default.dataSourcesModule.dicomweb",
        "sourceName": "dicomweb",
        "configuration": {
            "friendlyName": f"Bildstrom: {project}",
            "name": "bildstrom",
            "qidoRoot": root,
            "wadoRoot": root,
            "wadoUriRoot": root,
            "qidoSupportsIncludeField": True,
            "supportsFuzzyMatching": False,
            "supportsWildcard": True,
            "supportsReject": False,
            "supportsStow": False,
            "dicomUploadEnabled": False,
            "imageRendering": "wadors",
            "thumbnailRendering": "thumbnail",
            "thumbnailRequestStrategy": "fetch",
            "enableStudyLazyLoad": True,
            "omitQuotationForMultipartRequest": False,
            "bulkDataURI": {"enabled": True, "relativeResolution": "studies"},
        },
    }


def _oidc(sign_in: SignIn | None) -> dict[str, Any]:
    if sign_in is None:
        return {}
    return {
        "oidc": [
            {
                "authority": sign_in.issuer,
                "client_id": sign_in.client_id,
                "redirect_uri": "/callback",
                "post_logout_redirect_uri": "/",
                "response_type": "code",
                "scope": SCOPE,
                "automaticSilentRenew": True,
            }
        ]
    }
