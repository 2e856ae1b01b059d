"""A person at a browser, as far as signing in and sending forms goes; asked over the wire, not through Django."""

from __future__ import annotations

import base64
import hmac
import http.client
import re
import struct
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

PERIOD = 30
TO_ARRIVE = 10
"""Seconds that a code must still be good for when it is made; a busy machine takes some to look at it."""


@dataclass
class Answer:
    """What came back."""

    code: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def place(self) -> str:
        """Where it sends the browser, without the host and the query."""
        return urlsplit(self.headers.get("Location", "")).path


@dataclass
class Browser:
    """Keeps cookies and follows nothing."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form, with the token that the last page gave."""
        return self._ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": self.cookies.get("csrf", "")}))

    def twin(self) -> Browser:
        """Another browser with the same cookies."""
        return Browser(self.port, dict(self.cookies))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            answer = Answer(reply.status, reply.headers, reply.read().decode("utf-8", "replace"))
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                if name != "messages":
                    self.cookies[name] = morsel.value
        return answer

    # -- signing in

    def accept(self, link: str, password: str) -> None:
        """Choose the first password by an invitation's link, and be signed in."""
        path = urlsplit(link).path
        self.get(path)
        answer = self.post(path, password1=password, password2=password)
        assert answer.code == 302, answer.text

    def set_up_app(self) -> str:
        """Set up a second step; returns the secret of the app."""
        page = self.get("/sign-in/2fa/totp/activate/")
        found = re.search(r"<code>([A-Z2-7]+)</code>", page.text)
        assert found, page.text
        answer = self.post("/sign-in/2fa/totp/activate/", code=code(found[1]))
        assert answer.code == 302, answer.text
        return found[1]

    def sign_in(self, email: str, password: str) -> Answer:
        """Send address and password."""
        self.get("/sign-in/login/")
        return self.post("/sign-in/login/", login=email, password=password)

    def second_step(self, secret: str, *, after: float) -> Answer:
        """Send the app's code, once it differs from the one shown at the time `after`: a code counts once."""
        while int(time.time()) // PERIOD <= int(after) // PERIOD:
            time.sleep(0.2)
        self.get("/sign-in/2fa/authenticate/")
        return self.post("/sign-in/2fa/authenticate/", code=code(secret))


def code(secret: str) -> str:
    """The six digits that an app with this secret shows (RFC 6238), made so that they are good for a while yet."""
    while PERIOD - time.time() % PERIOD < TO_ARRIVE:
        time.sleep(0.2)
    counter = struct.pack(">Q", int(time.time()) // PERIOD)
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, "sha1")
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
