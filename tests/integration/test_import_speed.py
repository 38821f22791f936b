"""Files that mean harm, imported by command within limits of time and memory."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.test_import_command import coder, environment, labels, made

SECONDS = 5
MEGABYTES = 300
_PEAK = (
    "import sys\nfrom coder.cli.main import main\n"
    "try:\n main(sys.argv[2:])\n"
    "finally:\n"
    " status = open('/proc/self/status').read() if sys.platform == 'linux' else ''\n"
    " open(sys.argv[1], 'w').write(status)\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "audit.coder"
    assert coder("new", path).returncode == 0
    return path


def packed(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    b'.wordprocessingml.document.main+xml"/></Types>'
)
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "haha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b'<!ENTITY x SYSTEM "file:///etc/hostname">]><w>&m;&x;</w>'
)


def word_bomb(path: Path) -> None:
    packed(path, {"[Content_Types].xml": _TYPES, "word/document.xml": b"\0" * 400_000_000})


def many_members(path: Path) -> None:
    packed(path, {"[Content_Types].xml": _TYPES} | {f"word/{n}.xml": b"x" for n in range(30_000)})


def word_laughs(path: Path) -> None:
    packed(path, {"[Content_Types].xml": _TYPES, "word/document.xml": _LAUGHS})


def way_out(path: Path) -> None:
    packed(path, {"[Content_Types].xml": _TYPES, "../../escaped.txt": b"x", "/tmp/escaped.txt": b"x"})


def sheet_bomb(path: Path) -> None:
    book = _TYPES.replace(b"word/document", b"xl/workbook").replace(
        b"wordprocessingml.document", b"spreadsheetml.sheet"
    )
    packed(path, {"[Content_Types].xml": book, "xl/workbook.xml": b"<a>" + b" " * 300_000_000})


def odt_bomb(path: Path) -> None:
    packed(path, {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b" " * 300_000_000})


def elan_laughs(path: Path) -> None:
    path.write_bytes(
        _LAUGHS.replace(b"<w>", b"<ANNOTATION_DOCUMENT>").replace(b"</w>", b"</ANNOTATION_DOCUMENT>")
    )


def long_line(path: Path) -> None:
    path.write_bytes(b"Wren: " + b"and so on " * 2_000_000)


def short_lines(path: Path) -> None:
    path.write_text("Wren: hi\nOtis: ho\n" * 300_000)


def doubtful_lines(path: Path) -> None:
    path.write_text("Wren: hi\nOtis: ho\n" + "".join(f"ann{chr(97 + n % 26)}e: so\n" for n in range(500_000)))


def short_cues(path: Path) -> None:
    path.write_text("WEBVTT\n\n" + "00:01.000 --> 00:02.000\nWren: hi\n\n" * 300_000)


def short_rows(path: Path) -> None:
    path.write_text("speaker,text\n" + "Wren,hi\nOtis,ho\n" * 300_000)


def deep_json(path: Path) -> None:
    path.write_bytes(b'{"segments": ' + b"[" * 5_000_000)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link_out(path: Path) -> None:
    path.symlink_to("/etc/passwd")


HARM: list[tuple[str, Callable[[Path], None]]] = [
    ("bomb.docx", word_bomb),
    ("members.docx", many_members),
    ("laughs.docx", word_laughs),
    ("out.docx", way_out),
    ("bomb.xlsx", sheet_bomb),
    ("bomb.odt", odt_bomb),
    ("laughs.eaf", elan_laughs),
    ("line.txt", long_line),
    ("line.vtt", long_line),
    ("lines.txt", short_lines),
    ("doubts.txt", doubtful_lines),
    ("cues.vtt", short_cues),
    ("rows.csv", short_rows),
    ("deep.json", deep_json),
    ("fifo.txt", fifo),
    ("device.txt", device),
    ("link.txt", link_out),
]


def limited(
    project: Path, folder: Path, *arguments: object
) -> tuple[subprocess.CompletedProcess[str], float]:
    """Run an import in `folder` within 5 s of processor time and 300 MB; what it said, and its peak in MB."""

    def limits() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_DATA, (MEGABYTES * 1024**2, MEGABYTES * 1024**2))

    for name in ("temp", "home"):
        (folder / name).mkdir(exist_ok=True)
    peak = folder.parent / "peak"
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(peak), "import", str(project), *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        env=environment(TMPDIR=str(folder / "temp"), HOME=str(folder / "home"), PYTHONDONTWRITEBYTECODE="1"),
        preexec_fn=limits,
        timeout=60,
    )
    found = re.search(r"VmHWM:\s+(\d+) kB", peak.read_text())
    return done, int(found[1]) / 1024 if found else 0.0


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize(("name", "make"), HARM, ids=[name for name, _ in HARM])
def test_a_file_that_means_harm_is_refused(
    tmp_path: Path, project: Path, name: str, make: Callable[[Path], None]
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    make(folder / name)
    done, megabytes = limited(project, folder, name)
    assert done.returncode == 2, done.stderr
    assert re.fullmatch(rf"{re.escape(name)}: .+\n", done.stderr), done.stderr
    assert done.stdout == ""
    assert megabytes < MEGABYTES
    assert tree(folder) == sorted([name, "temp", "home"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit.coder", "inbox", "peak"]
    assert labels(project) == []


def test_one_bad_file_never_stops_the_good_ones(tmp_path: Path, project: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    names = [name for name, make in HARM if make in (word_laughs, long_line, fifo, link_out)]
    for name, make in HARM:
        if name in names:
            make(folder / name)
    good = made(folder, 2)
    done, megabytes = limited(project, folder, good[0], *names, good[1])
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert megabytes < MEGABYTES
    assert labels(project) == ["FG-001", "FG-002"]
