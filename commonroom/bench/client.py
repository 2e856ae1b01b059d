"""A browser's connection cut down to the least, so that little of what is measured is the measuring."""

from __future__ import annotations

import gzip
import socket
import time
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Answer:
    """What came back: `size` counts the bytes of head and body as they came, `body` is unpacked."""

    status: int
    headers: dict[str, str]
    body: bytes
    size: int
    seconds: float


class Connection:
    """One connection to loopback that is kept open, asking for gzip as browsers do."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._port = port
        self._cookie = f"Cookie: {cookie}\r\n" if cookie else ""
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def get(self, path: str) -> Answer:
        """Ask for a page and read all of it; opens the connection anew where the server has closed it."""
        return self._ask(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n{self._cookie}\r\n")

    def post(self, path: str, form: str) -> Answer:
        """Send a form, already encoded, and read the answer; redirects are not followed."""
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{kind}Content-Length: {len(form.encode())}\r\n"
        return self._ask(f"{head}{self._cookie}\r\n{form}")

    def _ask(self, words: str) -> Answer:
        request = words.encode()
        for _ in range(2):
            link = self._socket or self._open()
            began = time.perf_counter()
            link.sendall(request)
            head, rest = self._head(link)
            if head:
                break
            link.close()
            self._socket = None
        status, headers = _parsed(head)
        body, size = self._body(link, headers, rest)
        seconds = time.perf_counter() - began
        if headers.get("connection", "").lower() == "close":
            self.__exit__()
        plain = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
        return Answer(status, headers, plain, len(head) + 4 + size, seconds)

    def _open(self) -> socket.socket:
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    @staticmethod
    def _head(link: socket.socket) -> tuple[bytes, bytes]:
        got = b""
        while b"\r\n\r\n" not in got:
            piece = link.recv(1 << 18)
            if not piece:
                return b"", b""
            got += piece
        head, _, rest = got.partition(b"\r\n\r\n")
        return head, rest

    def _body(self, link: socket.socket, headers: dict[str, str], rest: bytes) -> tuple[bytes, int]:
        if "content-length" in headers:
            wanted = int(headers["content-length"])
            pieces = [rest]
            have = len(rest)
            while have < wanted:
                piece = link.recv(1 << 18)
                if not piece:
                    raise ConnectionError("The server closed the connection in the middle of a page.")
                pieces.append(piece)
                have += len(piece)
            return b"".join(pieces), wanted
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self._chunks(link, rest)
        return b"", 0

    @staticmethod
    def _chunks(link: socket.socket, rest: bytes) -> tuple[bytes, int]:
        whole, size = b"", 0
        while True:
            while b"\r\n" not in rest:
                rest += link.recv(1 << 18)
            line, _, rest = rest.partition(b"\r\n")
            length = int(line.split(b";")[0], 16)
            while len(rest) < length + 2:
                rest += link.recv(1 << 18)
            whole, rest, size = whole + rest[:length], rest[length + 2 :], size + len(line) + length + 4
            if length == 0:
                return whole, size


def _parsed(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return int(first.split(" ")[1]), headers
