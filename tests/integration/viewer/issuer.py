"""An issuer as the viewer's users meet it: OpenID Connect's code flow with PKCE, one user, no questions."""

import base64
import hashlib
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import jwt
from issuing import AUDIENCE, KEY_SET, RSA, token
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT = "bildstrom-viewer"
USER = "researcher-1"


@dataclass
class Issuer:
    """What it was asked, and what it gave.

    Attributes:
        address: of it; known once it is served.
        projects: that its tokens open.
        asked: the query of each request to sign in.
        given: the access tokens.
    """

    address: str = ""
    projects: list[str] = field(default_factory=lambda: ["demo"])
    asked: list[dict[str, str]] = field(default_factory=list)
    given: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        """Its pages; scripts of other origins may read them, as the flow needs it."""
        routes = [
            Route("/.well-known/openid-configuration", self._described),
            Route("/keys", self._keys),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/userinfo", self._user),
        ]
        anybody = Middleware(CORSMiddleware, allow_origins=["*"], allow_headers=["*"], allow_methods=["*"])
        return Starlette(routes=routes, middleware=[anybody])

    async def _described(self, _: Request) -> Response:
        places = {"jwks_uri": "keys", "authorization_endpoint": "authorize", "token_endpoint": "token"}
        places["userinfo_endpoint"] = "userinfo"
        return JSONResponse(
            {"issuer": self.address, **{name: f"{self.address}/{path}" for name, path in places.items()}}
        )

    async def _keys(self, _: Request) -> Response:
        return Response(KEY_SET, media_type="application/json")

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        answer = urlencode({"code": str(len(self.asked)), "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{answer}", 302)

    async def _token(self, request: Request) -> Response:
        """A token for whoever began: he alone has what the challenge was made of (RFC 7636 section 4.6)."""
        form = dict(item.split("=", 1) for item in (await request.body()).decode().split("&"))
        asked = self.asked[int(form["code"]) - 1]
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        self.given.append(token(iss=self.address, aud=AUDIENCE, sub=USER, projects=self.projects))
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "sub": USER, "iat": now, "exp": now + 3600}
        claims |= {"nonce": asked["nonce"]} if "nonce" in asked else {}
        identity = jwt.encode(claims, RSA, algorithm="RS256", headers={"kid": "rsa"})
        return JSONResponse(
            {"access_token": self.given[-1], "id_token": identity, "token_type": "Bearer", "expires_in": 3600}
        )

    async def _user(self, _: Request) -> Response:
        return JSONResponse({"sub": USER, "name": "Researcher"})
