"""Compares two checkpoints to the bit with nothing but the format's description and struct."""

import json
import pathlib
import struct
import sys


def tensors(directory):
    found = {}
    for file in sorted(pathlib.Path(directory).glob("*.safetensors")):
        data = file.read_bytes()
        (size,) = struct.unpack_from("<Q", data)
        header = json.loads(data[8 : 8 + size].decode("utf-8"))
        assert header.pop("__metadata__")["format"] == "pt", file
        for name, entry in header.items():
            begin, end = entry["data_offsets"]
            assert name not in found, name
            value = data[8 + size + begin : 8 + size + end]
            found[name] = (entry["dtype"], entry["shape"], value)
    index = pathlib.Path(directory) / "model.safetensors.index.json"
    if index.exists():
        index = json.loads(index.read_text("utf-8"))
        assert index["weight_map"].keys() == found.keys(), "index names other tensors"
        total = sum(len(value) for _, _, value in found.values())
        assert index["metadata"]["total_size"] == total, "index has another size"
    return found


one, other = (tensors(directory) for directory in sys.argv[1:])
assert one.keys() == other.keys(), one.keys() ^ other.keys()
for name in one:
    assert one[name] == other[name], name
print(len(one), "tensors are the same")
