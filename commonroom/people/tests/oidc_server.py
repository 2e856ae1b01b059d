"""A sign-in provider on loopback, for tests: discovery, keys, authorize, token with a signed id token, userinfo.

What it says is told by attributes, so that each test makes one thing wrong and leaves the rest right.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

KEYS = {
    "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
}
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """Runs as a context manager; `claims` and `userinfo` are what it says, `asked` what it was asked to authorize."""

    def __init__(self, *, client_id="commonroom", email="nadia@example.org"):
        self.client_id, self.secret = client_id, f"secret of {client_id}"
        self.algorithm, self.key, self.key_id = "RS256", None, None
        self.claims = {"email": email, "email_verified": True}
        self.userinfo = {"sub": "u-1", "email": email, "email_verified": True}
        self.published, self.asked, self.tokens_given = {}, {}, 0
        self.without_id_token = False

    def __enter__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def discovery(self):
        places = {
            "authorization_endpoint": "/authorize",
            "token_endpoint": "/token",
            "jwks_uri": "/keys",
            "userinfo_endpoint": "/userinfo",
        }
        return {"issuer": self.url} | {key: self.url + path for key, path in places.items()} | self.published

    def keys(self):
        found = [
            json.loads(RSAAlgorithm.to_jwk(KEYS["RS256"].public_key())),
            json.loads(ECAlgorithm.to_jwk(KEYS["ES256"].public_key())),
        ]
        return {"keys": [key | {"kid": name, "alg": name} for key, name in zip(found, KEYS, strict=True)]}

    def id_token(self, nonce):
        now = int(time.time())
        said = {"iss": self.url, "aud": self.client_id, "sub": "u-1", "iat": now, "exp": now + 300, "nonce": nonce}
        said = {key: value for key, value in (said | self.claims).items() if value is not None}
        key = None if self.algorithm == "none" else self.key or KEYS[self.algorithm]
        return jwt.encode(said, key, algorithm=self.algorithm, headers={"kid": self.key_id or self.algorithm})

    def token(self, form):
        """Tokens for a code, where client, redirect address and code verifier are those of the attempt."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        right = {
            "client_id": self.client_id,
            "client_secret": self.secret,
            "grant_type": "authorization_code",
            "code": "the code",
            "redirect_uri": self.asked.get("redirect_uri"),
        }
        if {key: form.get(key) for key in right} != right or self.asked.get(
            "code_challenge"
        ) != challenge.decode().rstrip("="):
            return 400, {"error": "invalid_grant"}
        self.tokens_given += 1
        id_token = {} if self.without_id_token else {"id_token": self.id_token(self.asked.get("nonce"))}
        return 200, {"access_token": "the access token", "token_type": "Bearer", **id_token}


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self):
        where = urlsplit(self.path)
        if where.path == "/authorize":
            self.provider.asked = dict(parse_qsl(where.query))
            back = urlencode({"code": "the code", "state": self.provider.asked["state"]})
            self.send_response(302)
            self.send_header("Location", f"{self.provider.asked['redirect_uri']}?{back}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif where.path == "/userinfo":
            known = self.headers["Authorization"] == "Bearer the access token"
            self._say(*((200, self.provider.userinfo) if known else (401, {})))
        elif where.path == "/keys":
            self._say(200, self.provider.keys())
        else:
            self._say(200, self.provider.discovery())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._say(*self.provider.token({key: values[-1] for key, values in parse_qs(body).items()}))

    def _say(self, status, what):
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Stay silent."""
