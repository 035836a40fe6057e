"""Write `docs/sandbox/coverage.md` from the sandbox's own tables: `python docs/coverage.py [FILE]`.

`meta-v23-calls.txt` holds the names of all calls in Meta's description of its API, version 23, and
`missing-parts.toml` what is known to be left out beside them.
"""

import sys
import tomllib
from pathlib import Path

from terkirim.sandbox.graph.surface import emulated

HERE = Path(__file__).parent / "sandbox"
CALLS = HERE / "meta-v23-calls.txt"
PARTS = HERE / "missing-parts.toml"
Call = tuple[str, str]

PAGE = """\
<!-- Made by `make docs` from src/terkirim/sandbox/graph/surface.py: do not edit. -->

# Cakupan · Coverage

{done} dari {all} panggilan dalam deskripsi API Meta (v23) ditiru sandbox, ditambah {beyond}
yang hanya ada di referensi Meta. Panggilan lain dijawab seperti objek yang tidak ada (kode 100,
subkode 33); aturan gangguan dapat membuatnya gagal dengan kode apa pun.

The sandbox emulates {done} of the {all} calls in Meta's description of its API (v23), and {beyond}
that stand in Meta's reference alone. Every other call is answered as an object that does not exist
(code 100, subcode 33); a fault rule can make it fail with any code.

## Ditiru · Emulated

{emulated}

## Tidak ditiru · Not emulated

{missing}

## Bagian yang tidak ditiru · Parts not emulated

{parts}
"""


def page() -> str:
    """The whole page."""
    described, known = read_calls(), emulated()
    both = known & described
    return PAGE.format(
        done=len(both),
        all=len(described),
        beyond=len(known - described),
        emulated=_table(known, described),
        missing=_table(described - known, described),
        parts=_parts(),
    )


def read_calls() -> set[Call]:
    """The calls in Meta's description: method and path."""
    lines = CALLS.read_text("utf-8").splitlines()
    return {(method, path) for method, _, path in (line.partition(" ") for line in lines)}


def _parts() -> str:
    """What calls that are emulated leave out, by hand: `missing-parts.toml`."""
    rows = [
        f"| `{part['call']}` | {part['code'] or 200} | {part['id']} · {part['en']} |"
        for part in tomllib.loads(PARTS.read_text("utf-8"))["parts"]
    ]
    return "\n".join(["| | | |", "| --- | --- | --- |", *rows])


def _table(calls: set[Call], described: set[Call]) -> str:
    paths = sorted({path for _, path in calls}, key=str.lower)
    rows = ["| | |", "| --- | --- |"]
    for path in paths:
        methods = " ".join(sorted(method for method, one in calls if one == path))
        mark = "" if any(one == path for _, one in described) else " *"
        rows.append(f"| `{path}`{mark} | {methods} |")
    if any(row.count(" *") for row in rows):
        rows.append("\n\\* hanya di referensi Meta · in Meta's reference alone")
    return "\n".join(rows)


if __name__ == "__main__":
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "coverage.md"
    file.write_text(page(), "utf-8")
