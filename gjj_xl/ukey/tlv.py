"""Tag, length, value (BER-TLV, ISO 7816-4 5.2.2): as much of it as PIV uses."""

from gjj_xl.ukey.tokenerrors import Garbled

_LONG_TAG, _LONG_LENGTH = 0x1F, 0x80
_MAX_LENGTH_BYTES = 3


def tlv(tag: int, *parts: bytes) -> bytes:
    """One field; its value is all parts in a row."""
    value = b"".join(parts)
    size = len(value)
    if size < _LONG_LENGTH:
        length = bytes((size,))
    else:
        digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
        length = bytes((_LONG_LENGTH | len(digits),)) + digits
    return tag.to_bytes((tag.bit_length() + 7) // 8, "big") + length + value


def fields(data: bytes) -> dict[int, bytes]:
    """All fields of one level by tag; of a tag that comes twice the last. Raises Garbled."""
    found: dict[int, bytes] = {}
    place = 0
    try:
        while place < len(data):
            tag, place = _tag(data, place)
            size, place = _length(data, place)
            value = data[place : place + size]
            place += size
            if len(value) != size:
                raise Garbled("a field that ends too early")
            found[tag] = value
    except IndexError as error:
        raise Garbled("a field that ends too early") from error
    return found


def field(data: bytes, tag: int) -> bytes:
    """The value of one field that must be there; raises Garbled."""
    found = fields(data)
    if tag not in found:
        raise Garbled(f"no field {tag:X}")
    return found[tag]


def _tag(data: bytes, place: int) -> tuple[int, int]:
    tag = data[place]
    if tag & _LONG_TAG == _LONG_TAG:
        place += 1
        tag = tag << 8 | data[place]
    return tag, place + 1


def _length(data: bytes, place: int) -> tuple[int, int]:
    size, place = data[place], place + 1
    if size < _LONG_LENGTH:
        return size, place
    count = size & 0x7F
    if not 1 <= count <= _MAX_LENGTH_BYTES:
        raise Garbled("an impossible length")
    digits = data[place : place + count]
    if len(digits) != count:
        raise Garbled("a field that ends too early")
    return int.from_bytes(digits, "big"), place + count
