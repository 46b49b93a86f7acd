"""ID-Certs and certificate requests: what they say, and how they are made."""

import datetime
import secrets

import der
import ed25519

DC, CN = "0.9.2342.19200300.100.1.25", "2.5.4.3"
UID, SESSION_ID = "0.9.2342.19200300.100.1.1", "0.9.2342.19200300.100.1.44"
ED25519, BASIC_CONSTRAINTS, KEY_USAGE = "1.3.101.112", "2.5.29.19", "2.5.29.15"
DIGITAL_SIGNATURE, CONTENT_COMMITMENT, KEY_CERT_SIGN = 0x80, 0x40, 0x04
ALGORITHM = der.write(der.SEQUENCE, der.write_oid(ED25519))


class Refused(Exception):
    """The certificate or request is not what it must be."""


class Certificate:
    """The fields of an X.509 certificate; Refused or DerError where it has others."""

    def __init__(self, data: bytes):
        signed, algorithm, signature = _three(der.read(data))
        fields = signed.children()
        if len(fields) != 8 or fields[0].whole != der.write(0xA0, der.write_integer(2)):
            raise Refused("the certificate is not of version 3, or has other fields")
        _, serial, inner, issuer, validity, subject, key, extensions = fields
        if inner.whole != ALGORITHM or algorithm.whole != ALGORITHM:
            raise Refused("the certificate is not signed with Ed25519")
        der.expect(serial, der.INTEGER)
        self.data, self.signed, self.signature = data, signed.whole, der.bits(signature)
        self.issuer, self.subject = _name(issuer), _name(subject)
        self.not_before, self.not_after = (der.moment(node) for node in validity.children())
        self.key = _key(key)
        self.authority, self.path_length, self.usage = _extensions(extensions)

    def is_signed_by(self, key: bytes) -> bool:
        return ed25519.verify(key, self.signed, self.signature)

    def holds(self, now: datetime.datetime) -> bool:
        return self.not_before <= now <= self.not_after


class Request:
    """A certificate request (PKCS #10) whose own signature holds."""

    def __init__(self, data: bytes):
        signed, algorithm, signature = _three(der.read(data))
        fields = signed.children()
        if len(fields) < 3 or algorithm.whole != ALGORITHM:
            raise Refused("the request cannot be read")
        self.subject, self.key = _name(fields[1]), _key(fields[2])
        if not ed25519.verify(self.key, signed.whole, der.bits(signature)):
            raise Refused("the request's own signature is wrong")


def values(name: list[tuple[str, str]], kind: str) -> list[str]:
    return [value for found, value in name if found == kind]


def domain(name: list[tuple[str, str]]) -> str:
    """The domain that a name spells, top-level label first."""
    return ".".join(reversed(values(name, DC))).lower()


def check_root(root: Certificate, wanted: str, now: datetime.datetime) -> None:
    """Whether it can be the certificate of the server of that domain."""
    if root.issuer != root.subject or domain(root.subject) != wanted or not root.is_signed_by(root.key):
        raise Refused("the server's certificate is not its own")
    if not root.authority or root.path_length != 0 or not root.usage & KEY_CERT_SIGN or not root.holds(now):
        raise Refused("the server's certificate cannot certify")


def check_actor(actor: Certificate, root: Certificate, now: datetime.datetime) -> tuple[str, str]:
    """Federation ID and session ID of a certificate that its home's root vouches for."""
    fid, session = check_subject(actor.subject)
    home = fid.split("@")[1]
    if domain(actor.issuer) != home or domain(root.subject) != home or values(actor.issuer, UID):
        raise Refused("issuer and subject are of different domains")
    if actor.authority or actor.usage & KEY_CERT_SIGN:
        raise Refused("an actor certifies nobody")
    if not actor.usage & (DIGITAL_SIGNATURE | CONTENT_COMMITMENT):
        raise Refused("the key may not sign")
    if not actor.holds(now) or actor.not_before < root.not_before or actor.not_after > root.not_after:
        raise Refused("the certificate does not hold now, or not within its root")
    if not actor.is_signed_by(root.key):
        raise Refused("the home did not sign this")
    return fid, session


def check_subject(name: list[tuple[str, str]]) -> tuple[str, str]:
    """Federation ID and session ID that a name spells, each once."""
    local, fids, sessions = values(name, CN), values(name, UID), values(name, SESSION_ID)
    if len(local) != 1 or len(fids) != 1 or len(sessions) != 1:
        raise Refused("the subject lacks a name, or has one twice")
    fid = fids[0].lower()
    if fid != f"{local[0]}@{domain(name)}".lower():
        raise Refused("the federation ID contradicts the rest of the name")
    if not 1 <= len(sessions[0]) <= 32 or not sessions[0].isascii():
        raise Refused("the session ID is no text of 1 to 32 characters")
    return fid, sessions[0]


def issue(fields: dict, seed: bytes) -> bytes:
    """A certificate: `issuer`, `subject`, `key`, `not_before`, `not_after`, `authority`."""
    if fields["authority"]:
        constraints = der.write(der.SEQUENCE, der.write(der.BOOLEAN, b"\xff"), der.write_integer(0))
        usage = der.write_bits(bytes([KEY_CERT_SIGN]), 2)
    else:
        constraints = der.write(der.SEQUENCE)
        usage = der.write_bits(bytes([DIGITAL_SIGNATURE]), 7)
    extensions = der.write(der.SEQUENCE, _critical(BASIC_CONSTRAINTS, constraints), _critical(KEY_USAGE, usage))
    validity = (der.write_moment(fields["not_before"]), der.write_moment(fields["not_after"]))
    signed = der.write(
        der.SEQUENCE,
        der.write(0xA0, der.write_integer(2)),
        der.write_integer(secrets.randbits(120) | 1 << 120),
        ALGORITHM,
        write_name(fields["issuer"]),
        der.write(der.SEQUENCE, *validity),
        write_name(fields["subject"]),
        der.write(der.SEQUENCE, ALGORITHM, der.write_bits(fields["key"])),
        der.write(0xA3, extensions),
    )
    return der.write(der.SEQUENCE, signed, ALGORITHM, der.write_bits(ed25519.sign(seed, signed)))


def name_of(server: str, fid: str = "", session: str = "") -> list[tuple[str, str]]:
    """The name of a server, or of one session of an actor at home there."""
    labels = [(DC, label) for label in reversed(server.split("."))]
    actor = [(CN, fid.split("@")[0]), (UID, fid), (SESSION_ID, session)] if fid else []
    return labels + actor


def write_name(name: list[tuple[str, str]]) -> bytes:
    def part(kind: str, value: str) -> bytes:
        tag = der.IA5_STRING if kind in (DC, SESSION_ID) else der.UTF8_STRING
        pair = der.write(der.SEQUENCE, der.write_oid(kind), der.write(tag, value.encode()))
        return der.write(der.SET, pair)

    return der.write(der.SEQUENCE, *(part(kind, value) for kind, value in name))


def _critical(kind: str, value: bytes) -> bytes:
    always = der.write(der.BOOLEAN, b"\xff")
    return der.write(der.SEQUENCE, der.write_oid(kind), always, der.write(der.OCTET_STRING, value))


def _three(node: der.Node) -> list[der.Node]:
    parts = node.children()
    if len(parts) != 3:
        raise Refused("the certificate or request has other parts")
    return parts


def _name(node: der.Node) -> list[tuple[str, str]]:
    found = []
    for group in node.children():
        for attribute in group.children(der.SET):
            kind, value = attribute.children()
            found.append((der.oid(kind), value.content.decode("utf-8", "replace")))
    return found


def _key(node: der.Node) -> bytes:
    algorithm, key = node.children()
    if algorithm.whole != ALGORITHM:
        raise Refused("the key is no Ed25519 key")
    return der.bits(key)


def _extensions(node: der.Node) -> tuple[bool, int | None, int]:
    """Whether it certifies others, how far, and what its key is for."""
    authority, path_length, usage = False, None, 0
    (listed,) = node.children(0xA3)
    for extension in listed.children():
        kind, *flag, value = extension.children()
        inner = der.read(der.expect(value, der.OCTET_STRING))
        if der.oid(kind) == BASIC_CONSTRAINTS:
            parts = inner.children()
            authority = bool(parts) and parts[0].content == b"\xff"
            path_length = int.from_bytes(parts[1].content, "big") if len(parts) > 1 else None
        elif der.oid(kind) == KEY_USAGE:
            usage = (der.bits(inner) + b"\0")[0]
        elif flag:
            raise Refused("there is a critical extension that nobody here knows")
    return authority, path_length, usage
