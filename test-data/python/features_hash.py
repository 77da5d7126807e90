"""Computes features_hash of rows as the class FeaturesHash describes it, one signed 64-bit number a line.

usage: features_hash.py FILE, where FILE holds {"types": [...], "rows": [[...], ...]}: the element types of the
tensors (float, double, int32, int64, bool, string) and each row's elements in tensor order.
"""

import json
import struct
import sys

MASK = (1 << 64) - 1
SEED = 0x5851F42D4C957F2D
MULTIPLIER = 0x9E3779B97F4A7C15


def step(h, bits):
    rotated = ((h << 31) | (h >> 33)) & MASK
    return ((rotated ^ bits) * MULTIPLIER) & MASK


def units(element, value):
    """The 64-bit units that one element adds."""
    if element == "float":
        return [struct.unpack("<I", struct.pack("<f", value))[0]]
    if element == "double":
        return [struct.unpack("<Q", struct.pack("<d", value))[0]]
    if element == "int32":
        return [value & 0xFFFFFFFF]
    if element == "int64":
        return [value & MASK]
    if element == "bool":
        return [int(value)]
    text = value.encode("utf-16-le")
    codes = [int.from_bytes(text[i : i + 2], "little") for i in range(0, len(text), 2)]
    return [*codes, len(codes)]


def features_hash(types, row):
    h = SEED ^ len(row)
    for element, value in zip(types, row, strict=True):
        for unit in units(element, value):
            h = step(h, unit)
    h ^= h >> 33
    h = (h * 0xFF51AFD7ED558CCD) & MASK
    h ^= h >> 33
    h = (h * 0xC4CEB9FE1A85EC53) & MASK
    h ^= h >> 33
    return h - (1 << 64) if h >> 63 else h


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        table = json.load(file)
    for row in table["rows"]:
        print(features_hash(table["types"], row))


if __name__ == "__main__":
    main()
