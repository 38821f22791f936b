"""Word files as bytes: opened once they are known to be safe, and packed so that bytes can be compared."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from coder.domain.text import visible
from coder.errors import InputError
from coder.ingest.package import WORD, damaged, open_package
from coder.report.outline import TitleBlock

_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_ATTACHED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
_MACROS = b"macroEnabled"
_TYPES = "[Content_Types].xml"
_LEFT_OUT = ("thumbnail", "stylesWithEffects", "customXml", "extended-properties")
"""Parts of the plain template that tell of its own making, and that no reader needs."""


def open_word(content: bytes, where: str) -> Document:
    """A document, or a template as the document that is begun with it.

    Raises InputError for what is no Word file, is damaged or unsafe, or holds macros.
    """
    package = open_package(content, where, "docx")
    with package.archive as archive:
        types = archive.read(_TYPES)
        if _MACROS in types:
            raise InputError("this Word file holds macros", where=where, remedy="save it as .docx or .dotx")
        if _TEMPLATE in types:
            content = _with_types(archive, types.replace(_TEMPLATE, _DOCUMENT))
    try:
        document = docx.Document(io.BytesIO(content))
        # Both are asked for now, because a damaged part would otherwise stop the drawing halfway.
        _ = (document.styles, document.element.body)
    except Exception as error:
        raise damaged(where, WORD) from error
    return document


def _with_types(archive: zipfile.ZipFile, types: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in archive.namelist():
            target.writestr(name, types if name == _TYPES else archive.read(name))
    return buffer.getvalue()


def leave_out(document: Document) -> None:
    """Take out of the plain template what nobody needs."""
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in _LEFT_OUT:
                del owner.rels[key]


def leave_out_template_path(document: Document) -> None:
    """Forget where the firm's template lies, which may tell a person's name."""
    for relation in document.part.rels.values():
        if relation.reltype == RT.SETTINGS:
            part: Any = relation.target_part
            for key, told in list(part.rels.items()):
                if told.reltype == _ATTACHED:
                    for node in part.element.xpath("//w:attachedTemplate"):
                        node.getparent().remove(node)
                    del part.rels[key]


def set_properties(document: Document, title: TitleBlock, language: str, moment: datetime) -> None:
    """The title and language, the moment, and nobody's name."""
    core = document.core_properties
    core.title, core.language = visible(title.title)[:255], language
    core.subject = visible(title.subtitle)[:255]
    core.author = core.last_modified_by = core.comments = core.keywords = core.category = ""
    at = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core.created = core.modified = at
    core.revision = 1


def packed(document: Document) -> bytes:
    """The parts in a fixed order and without the clock's time."""
    buffer, target = io.BytesIO(), io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(source.namelist(), key=lambda name: (name != _TYPES, name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, source.read(name))
    return target.getvalue()
