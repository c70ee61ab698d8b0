"""Other people's servers on this machine: a gateway or push service that answers as told, a mail server."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Gateway:
    """An HTTP server: what it was sent (path, headers by their small letters, body), and what it answers
    (`status`), or that it says nothing (`hangs`).
    """

    port: int = 0
    status: int = 201
    hangs: bool = False
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[dict[str, Any]]:
        """What a gateway that knows ids again would have sent on: each id once."""
        by_id = {headers["idempotency-key"]: json.loads(body) for _path, headers, body in self.got}
        return list(by_id.values())


@contextmanager
def gateway() -> Iterator[Gateway]:
    state = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            if state.hangs:
                state.ended.wait(30)
                return
            state.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(state.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield state
    finally:
        state.ended.set()
        server.shutdown()
        server.server_close()


@dataclass
class MailServer:
    """Speaks as much SMTP as a client needs; answers each recipient with `answer`."""

    port: int = 0
    answer: str = "250 ok"
    letters: list[str] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    state = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                word = line[:4].upper()
                if word == "RCPT":
                    self.say(state.answer)
                elif word == "DATA":
                    self.say("354 go on")
                    letter = []
                    while (part := self.rfile.readline().decode()) not in {".\r\n", ""}:
                        letter.append(part)
                    state.letters.append("".join(letter))
                    self.say("250 taken")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
