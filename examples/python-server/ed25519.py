"""Ed25519 (RFC 8032) in plain Python: slow, not in constant time, good enough for an example.

Verification is strict: S below the group order, keys in their one encoding, no key of small order.
"""

import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def public_key(seed: bytes) -> bytes:
    """The 32 bytes of the public key that belongs to a seed of 32 bytes."""
    return _encode(_multiply(_expand(seed)[0], BASE))


def sign(seed: bytes, message: bytes) -> bytes:
    """A signature of 64 bytes."""
    secret, prefix = _expand(seed)
    key = public_key(seed)
    nonce = _number(prefix, message)
    commitment = _encode(_multiply(nonce, BASE))
    response = (nonce + _number(commitment, key, message) * secret) % L
    return commitment + response.to_bytes(32, "little")


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature over the message is one of the key's."""
    if len(signature) != 64:
        return False
    point, commitment = _decode(key), _decode(signature[:32])
    response = int.from_bytes(signature[32:], "little")
    if point is None or commitment is None or response >= L or _equal(_multiply(8, point), NEUTRAL):
        return False
    challenge = _number(signature[:32], key, message)
    return _equal(_multiply(response, BASE), _add(commitment, _multiply(challenge, point)))


def _number(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L


def _expand(seed: bytes) -> tuple[int, bytes]:
    digest = hashlib.sha512(seed).digest()
    secret = int.from_bytes(digest[:32], "little")
    return secret & ((1 << 254) - 8) | (1 << 254), digest[32:]


def _add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _multiply(factor: int, point):
    result = NEUTRAL
    while factor:
        if factor & 1:
            result = _add(result, point)
        point = _add(point, point)
        factor >>= 1
    return result


def _equal(p, q) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def _encode(point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decode(text: bytes):
    if len(text) != 32:
        return None
    number = int.from_bytes(text, "little")
    sign_bit, y = number >> 255, number & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * I % P
    if y >= P or x * x % P != square or (x == 0 and sign_bit):
        return None
    x = P - x if x & 1 != sign_bit else x
    return x, y, 1, x * y % P


_BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = _decode(_BASE_Y.to_bytes(32, "little"))
