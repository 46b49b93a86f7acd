"""A small reader and writer of DER (X.690), as far as certificates and requests need it."""

import datetime

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, OID = 0x01, 0x02, 0x03, 0x04, 0x06
UTF8_STRING, IA5_STRING, UTC_TIME, GENERALIZED_TIME = 0x0C, 0x16, 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31


class DerError(Exception):
    """The bytes are no DER, or say something else than was expected."""


class Node:
    """One value: its tag, its content, and all of its bytes."""

    def __init__(self, tag: int, content: bytes, whole: bytes):
        self.tag, self.content, self.whole = tag, content, whole

    def children(self, tag: int = SEQUENCE) -> list["Node"]:
        """What is inside a value of this tag."""
        expect(self, tag)
        found, rest = [], self.content
        while rest:
            node = _take(rest)
            found.append(node)
            rest = rest[len(node.whole) :]
        return found


def read(data: bytes) -> Node:
    """The one value that the bytes hold."""
    node = _take(data)
    if len(node.whole) != len(data):
        raise DerError("there are bytes behind the value")
    return node


def expect(node: Node, tag: int) -> bytes:
    """The content of a value that must have this tag."""
    if node.tag != tag:
        raise DerError(f"expected tag {tag:#x}, got {node.tag:#x}")
    return node.content


def _take(data: bytes) -> Node:
    if len(data) < 2:
        raise DerError("the value is cut off")
    length, head = data[1], 2
    if length & 0x80:
        count = length & 0x7F
        if not 1 <= count <= 4 or len(data) < 2 + count:
            raise DerError("the length cannot be read")
        length, head = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
        if length < 128 or data[2] == 0:
            raise DerError("the length is not written as short as possible")
    if len(data) < head + length:
        raise DerError("the value is cut off")
    return Node(data[0], data[head : head + length], data[: head + length])


def bits(node: Node) -> bytes:
    """The bytes of a bit string."""
    content = expect(node, BIT_STRING)
    if not content or content[0] > 7:
        raise DerError("the bit string cannot be read")
    return content[1:]


def oid(node: Node) -> str:
    content = expect(node, OID)
    numbers, value = [], 0
    for byte in content:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    if not numbers or content[-1] & 0x80:
        raise DerError("the object identifier cannot be read")
    first = min(numbers[0] // 40, 2)
    return ".".join(str(number) for number in [first, numbers[0] - 40 * first, *numbers[1:]])


def moment(node: Node) -> datetime.datetime:
    text = node.content.decode("ascii", "replace")
    if node.tag == UTC_TIME and text[:2].isdigit():
        text = ("19" if text[:2] >= "50" else "20") + text
    elif node.tag != GENERALIZED_TIME:
        raise DerError("expected a time")
    try:
        return datetime.datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    except ValueError as error:
        raise DerError("the time cannot be read") from error


def write(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def write_integer(value: int) -> bytes:
    return write(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def write_bits(data: bytes, unused: int = 0) -> bytes:
    return write(BIT_STRING, bytes([unused]), data)


def write_oid(text: str) -> bytes:
    first, second, *rest = (int(number) for number in text.split("."))
    content = b""
    for value in [40 * first + second, *rest]:
        group = [value & 0x7F]
        while value := value >> 7:
            group.append(value & 0x7F | 0x80)
        content += bytes(reversed(group))
    return write(OID, content)


def write_moment(value: datetime.datetime) -> bytes:
    if value.year < 2050:
        return write(UTC_TIME, value.strftime("%y%m%d%H%M%SZ").encode())
    return write(GENERALIZED_TIME, value.strftime("%Y%m%d%H%M%SZ").encode())
