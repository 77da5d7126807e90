"""Computes features_hash of rows as the class FeaturesHash describes it, one signed 64-bit number a line.

usage: features_hash.py FILE, where FILE holds a list of rows and a row a list of tensors:
{"type": float | double | int32 | int64 | bool | string, "values": [...]}.
"""

import json
import struct
import sys

MASK = (1 << 64) - 1
SEED = 0x5851F42D4C957F2D
MULTIPLIER = 0x9E3779B97F4A7C15


def step(h, word):
    rotated = ((h << 31) | (h >> 33)) & MASK
    return ((rotated ^ word) * MULTIPLIER) & MASK


def words(element, values):
    """The 64-bit words that the row's elements in one tensor add."""
    if element == "float":
        bits = [struct.unpack("<I", struct.pack("<f", value))[0] for value in values]
        pairs = zip(bits[::2], [*bits[1::2], 0][: len(bits[::2])], strict=True)
        return [low | high << 32 for low, high in pairs]
    if element == "double":
        return [struct.unpack("<Q", struct.pack("<d", value))[0] for value in values]
    if element == "int32":
        return [value & 0xFFFFFFFF for value in values]
    if element == "int64":
        return [value & MASK for value in values]
    if element == "bool":
        return [int(value) for value in values]
    return [word for value in values for word in text_words(value)]


def text_words(value):
    text = value.encode("utf-16-le")
    codes = [int.from_bytes(text[i : i + 2], "little") for i in range(0, len(text), 2)]
    return [*codes, len(codes)]


def features_hash(tensors):
    h = SEED ^ sum(len(tensor["values"]) for tensor in tensors)
    for tensor in tensors:
        for word in words(tensor["type"], tensor["values"]):
            h = step(h, word)
    h ^= h >> 33
    h = (h * 0xFF51AFD7ED558CCD) & MASK
    h ^= h >> 33
    h = (h * 0xC4CEB9FE1A85EC53) & MASK
    h ^= h >> 33
    return h - (1 << 64) if h >> 63 else h


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = json.load(file)
    for row in rows:
        print(features_hash(row))


if __name__ == "__main__":
    main()
