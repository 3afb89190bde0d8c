"""Who may ask, and what may be answered: hosts, token, same origin, small bodies, and headers that keep the page to itself."""

import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from underheaven.web.question import LARGEST_UPLOAD
from underheaven.web.settings import LOOPBACK, Settings

COOKIE, PROOF = "underheaven", "x-underheaven"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""A report is one file with its style inside: it may look as it does, and do nothing."""
_HEADERS = {
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}  # fmt: skip
_LARGEST_BODY = LARGEST_UPLOAD + 65_536


class TooLarge(Exception):  # noqa: N818
    """A body above the limit."""


class Guard:
    """Stands before every handler."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, self._with_headers(send))
            return
        await self.app(scope, _limited(receive), self._with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self._known_host(headers.get("host", "")):
            return PlainTextResponse("This server does not answer under that name.\n", 421)
        if self.settings.token and not self._may_enter(headers):
            return self._entrance(scope)
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return None
        if not self._same_origin(headers) or not _equal(headers.get(PROOF, ""), self.settings.secret):
            return PlainTextResponse("Only the page itself may ask for this.\n", 403)
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length[:12]) > _LARGEST_BODY or len(length) > 12:
            return PlainTextResponse("At most 1 MB.\n", 413)
        return None

    def _known_host(self, host: str) -> bool:
        """Against pages elsewhere that point a name of theirs at this machine."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in LOOPBACK if self.settings.local else bool(name)

    def _may_enter(self, headers: Headers) -> bool:
        given = headers.get("authorization", "")
        if given.startswith("Bearer "):
            return _equal(given.removeprefix("Bearer "), self.settings.token)
        cookies: SimpleCookie = SimpleCookie()
        try:
            cookies.load(headers.get("cookie", ""))
        except CookieError:
            return False
        return COOKIE in cookies and _equal(cookies[COOKIE].value, self.settings.token)

    def _entrance(self, scope: Scope) -> Response:
        """A link with the right token opens the door and forgets the token; nothing else does."""
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope["method"] == "GET" and any(name == "token" and _equal(value, self.settings.token) for name, value in asked):
            rest = urlencode([pair for pair in asked if pair[0] != "token"])
            path = "/" + scope["path"].lstrip("/\\")  # never //elsewhere
            answer = RedirectResponse(path + (f"?{rest}" if rest else ""), 303)
            answer.set_cookie(COOKIE, self.settings.token, httponly=True, samesite="strict", max_age=30 * 86_400)
            return answer
        return PlainTextResponse("This page needs its token: open the link that the server printed.\n", 401)

    def _same_origin(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != headers.get("host"):
            return False
        return headers.get("sec-fetch-site", "same-origin") == "same-origin"

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("content-security-policy", POLICY)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        return sending


def _limited(receive: Receive) -> Receive:
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > _LARGEST_BODY:
            raise TooLarge
        return message

    return receiving


def _equal(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), right.encode())
