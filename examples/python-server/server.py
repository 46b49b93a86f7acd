"""A server of the profile p2core in Python's standard library: registration, challenges, sessions, keys.

It keeps everything in memory and leaves out what is optional, and the rotation of keys and certificates.
"""

import argparse
import base64
import datetime
import hashlib
import hmac
import http.server
import json
import os
import re
import secrets
import threading
import time
import urllib.error
import urllib.request

import der
import ed25519
import idcert

LIFETIME = int(os.environ.get("CHALLENGE_LIFETIME", "600"))
LARGEST_BODY = 1_000_000
NAME = re.compile(r"[a-z0-9._%+-]{1,64}", re.ASCII | re.IGNORECASE)


class Refusal(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, error: str):
        super().__init__(error)
        self.status, self.error = status, error


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


class Home:
    """What the server knows: its key, its actors, the sessions that are open."""

    def __init__(self, domain: str, peers: dict[str, str]):
        self.domain, self.peers, self.lock = domain, peers, threading.Lock()
        self.started = now()
        self.seed = secrets.token_bytes(32)
        self.actors, self.sessions, self.challenges = {}, {}, {}
        name = idcert.name_of(domain)
        root = {
            "issuer": name,
            "subject": name,
            "key": ed25519.public_key(self.seed),
            "not_before": self.started - datetime.timedelta(hours=2),
            "not_after": self.started + datetime.timedelta(days=365),
            "authority": True,
        }
        self.root = idcert.issue(root, self.seed)

    def register(self, body: dict) -> tuple[int, object]:
        name, password = text(body, "actor_name"), body.get("password")
        if not NAME.fullmatch(name) or not isinstance(password, str | None):
            raise Refusal(400, "P2CORE_BAD_REQUEST")
        salt = secrets.token_bytes(16)
        actor = {"salt": salt, "password": password and hashed(password, salt), "certificates": []}
        with self.lock:
            if self.actors.setdefault(name.lower(), actor) is not actor:
                raise Refusal(409, "P2CORE_FEDERATION_ID_TAKEN")
        return 201, {"fid": f"{name.lower()}@{self.domain}"}

    def challenge(self) -> tuple[int, object]:
        challenge, until = secrets.token_hex(32), int(time.time()) + LIFETIME
        with self.lock:
            self.challenges = {old: end for old, end in self.challenges.items() if end > time.time()}
            self.challenges[challenge] = until
        return 200, {"challenge": challenge, "lifetime_unix": str(until)}

    def identify(self, body: dict) -> tuple[int, object]:
        completed = body.get("completed_challenge")
        if not isinstance(completed, dict):
            raise Refusal(400, "P2CORE_BAD_REQUEST")
        challenge, signature = text(completed, "challenge"), decoded(text(completed, "signature"))
        actor = idcert.Certificate(decoded(text(body, "id_cert")))
        home = idcert.domain(actor.subject)
        if home == self.domain:
            root = idcert.Certificate(self.root)
        else:
            root = self.root_of(home)
            idcert.check_root(root, home, now())
        fid, session = idcert.check_actor(actor, root, now())
        with self.lock:
            until = self.challenges.pop(challenge, 0)
        if until < time.time() or not ed25519.verify(actor.key, challenge.encode(), signature):
            raise Refusal(401, "P2CORE_CHALLENGE_FAILED")
        return 201, {"token": self.open(fid, session)}

    def root_of(self, home: str) -> idcert.Certificate:
        """Asked anew each time: simple, and never out of date."""
        url = self.peers.get(home)
        if url is None:
            raise Refusal(403, "P2CORE_NOT_FEDERATED")
        try:
            with urllib.request.urlopen(f"{url}/p2core/key/server", timeout=5) as answer:
                return idcert.Certificate(decoded(json.loads(answer.read(LARGEST_BODY))))
        except (OSError, ValueError) as error:
            raise Refusal(502, "P2CORE_HOME_UNAVAILABLE") from error

    def trust(self, body: dict) -> tuple[int, object]:
        name, request = text(body, "actor_name").lower(), idcert.Request(decoded(text(body, "csr")))
        actor, given = self.actors.get(name), body.get("password")
        if actor is None or not isinstance(given, str | None):
            raise Refusal(401, "P2CORE_UNAUTHORIZED")
        if actor["password"] and not hmac.compare_digest(hashed(given or "", actor["salt"]), actor["password"]):
            raise Refusal(401, "P2CORE_UNAUTHORIZED")
        fid, session = idcert.check_subject(request.subject)
        if fid != f"{name}@{self.domain}":
            raise Refusal(403, "P2CORE_FORBIDDEN")
        issued = now()
        fields = {
            "issuer": idcert.name_of(self.domain),
            "subject": idcert.name_of(self.domain, fid, session),
            "key": request.key,
            "not_before": issued,
            "not_after": issued + datetime.timedelta(days=30),
            "authority": False,
        }
        certificate = idcert.issue(fields, self.seed)
        with self.lock:
            if any(old["session"] == session and old["until"] is None for old in actor["certificates"]):
                raise Refusal(409, "P2CORE_SESSION_ID_TAKEN")
            entry = {"session": session, "data": certificate, "since": issued, "until": None}
            actor["certificates"].append(entry)
        return 201, {"id_cert": encoded(certificate), "token": self.open(fid, session, entry)}

    def open(self, fid: str, session: str, entry: dict | None = None) -> str:
        token = secrets.token_urlsafe(32)
        with self.lock:
            self.sessions[token] = (fid, session, entry)
        return token

    def revoke(self, token: str) -> tuple[int, object]:
        with self.lock:
            _, _, entry = self.sessions.pop(token)
            if entry is not None:
                entry["until"] = now()
        return 204, None

    def server_key(self, body: object) -> tuple[int, object]:
        if instant(body) < self.started:
            raise Refusal(404, "P2CORE_NOT_FOUND")
        return 200, encoded(self.root)

    def actor_keys(self, fid: str, body: object) -> tuple[int, object]:
        local, _, domain = fid.lower().partition("@")
        actor, at = self.actors.get(local), instant(body)
        if domain != self.domain or actor is None:
            raise Refusal(404, "P2CORE_NOT_FOUND")
        held = [
            encoded(old["data"])
            for old in actor["certificates"]
            if old["since"] <= at and (old["until"] is None or old["until"] > at)
        ]
        return 200, held


def text(body: object, name: str) -> str:
    value = body.get(name) if isinstance(body, dict) else None
    if not isinstance(value, str) or not value:
        raise Refusal(400, "P2CORE_BAD_REQUEST")
    return value


def instant(body: object) -> datetime.datetime:
    """The moment that a request asks about; decision D5: in the body of a GET."""
    if body is None or not isinstance(body, dict) or "timestamp" not in body:
        return now()
    stamp = text(body, "timestamp")
    if not re.fullmatch(r"[0-9]{1,11}", stamp):
        raise Refusal(400, "P2CORE_BAD_REQUEST")
    return datetime.datetime.fromtimestamp(int(stamp), datetime.timezone.utc)


def hashed(password: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 10_000)


def decoded(value: object) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (TypeError, ValueError) as error:
        raise Refusal(400, "P2CORE_BAD_REQUEST") from error


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Handler(http.server.BaseHTTPRequestHandler):
    """Parses, asks the home, answers."""

    protocol_version = "HTTP/1.1"
    home: Home

    def answer(self) -> None:
        try:
            status, body = self.route()
        except Refusal as refusal:
            status, body = refusal.status, {"errcode": refusal.status, "error": refusal.error}
        except (idcert.Refused, der.DerError, ValueError, KeyError):
            status, body = 400, {"errcode": 400, "error": "P2CORE_BAD_REQUEST"}
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        if data:
            self.send_header("Content-Type", "application/json")
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def route(self) -> tuple[int, object]:
        path = urllib.request.unquote(self.path.split("?")[0])
        body = self.read_body()
        fid = re.fullmatch(r"/p2core/key/actor/([^/]+)", path)
        routes = {
            "/p2core/register": {"POST": lambda: self.home.register(body)},
            "/p2core/challenge": {"GET": self.home.challenge},
            "/p2core/session/identify": {"POST": lambda: self.home.identify(body)},
            "/p2core/session/trust": {"POST": lambda: self.home.trust(body)},
            "/p2core/session/revoke": {"PUT": lambda: self.home.revoke(self.token())},
            "/p2core/key/server": {"GET": lambda: self.home.server_key(body)},
        }
        if fid:
            routes[path] = {"GET": lambda: self.home.actor_keys(fid[1], body)}
        if path not in routes:
            raise Refusal(404, "P2CORE_NOT_FOUND")
        if self.command not in routes[path]:
            raise Refusal(405, "P2CORE_METHOD_NOT_ALLOWED")
        if self.command == "POST" and not isinstance(body, dict):
            raise Refusal(400, "P2CORE_BAD_REQUEST")
        return routes[path][self.command]()

    def read_body(self) -> object:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= LARGEST_BODY:
            self.close_connection = True
            raise Refusal(413, "P2CORE_TOO_LARGE")
        data = self.rfile.read(length)
        try:
            return json.loads(data) if data else None
        except (ValueError, RecursionError) as error:
            raise Refusal(400, "P2CORE_BAD_REQUEST") from error

    def token(self) -> str:
        kind, _, token = (self.headers.get("Authorization") or "").partition(" ")
        if kind.lower() != "bearer" or token not in self.home.sessions:
            raise Refusal(401, "P2CORE_UNAUTHORIZED")
        return token

    def log_message(self, *_: object) -> None:
        """Says nothing: a run sends thousands of requests."""

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = answer


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--domain", default="home.test")
    words = parser.parse_args()
    Handler.home = Home(words.domain, json.loads(os.environ.get("KAMMERTON_PEERS") or "{}"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", words.port), Handler)
    server.daemon_threads = True
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
