"""The order that Word is strict about: which children an element may have, one after the other.

From the sequences of ECMA-376 part 1, for the elements that this program writes or changes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof "
    "snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText "
    "vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
)
_BORDERS = "top start left bottom end right insideH insideV tl2br tr2bl"
_PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
    "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
ORDER = {
    "pPr": _PARAGRAPH,
    "rPr": f"ins del moveFrom moveTo {_RUN} rPrChange",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr sdt",
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
        "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription "
        "tblPrChange"
    ),
    "tblBorders": _BORDERS,
    "tcBorders": _BORDERS,
    "tblCellMar": "top start left bottom end right",
    "tr": "tblPrEx trPr tc sdt",
    "tcPr": (
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign "
        "hideMark headers cellIns cellDel cellMerge tcPrChange"
    ),
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
        "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid "
        "printerSettings sectPrChange"
    ),
    "sdt": "sdtPr sdtEndPr sdtContent",
    "numPr": "ilvl numId numberingChange ins",
    "pBdr": "top left bottom right between bar",
    "style": (
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat "
        "locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr"
    ),
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "docDefaults": "rPrDefault pPrDefault",
    "settings": (
        "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
        "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData "
        "embedTrueTypeFonts embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins "
        "alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop "
        "hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate "
        "linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView "
        "trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride "
        "styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit "
        "hyphenationZone doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle "
        "evenAndOddHeaders bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets "
        "drawingGridHorizontalSpacing drawingGridVerticalSpacing displayHorizontalDrawingGridEvery "
        "displayVerticalDrawingGridEvery doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin "
        "drawingGridVerticalOrigin doNotShadeFormData noPunctuationKerning characterSpacingControl "
        "printTwoOnOne strictFirstAndLastChars noLineBreaksAfter noLineBreaksBefore savePreviewPicture "
        "doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText "
        "doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt showXMLTags "
        "alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids "
        "mathPr attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats "
        "doNotAutoCompressPictures forceUpgrade captions readModeInkLockDown smartTagType schemaLibrary "
        "shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator"
    ),
}
"""Element → its children in order, each of which may be left out."""

_ONCE = {"pPr", "rPr", "tblPr", "tcPr"}
_LAST_IN_BODY = "sectPr"
_FIRST = {"p": "pPr", "r": "rPr", "tc": "tcPr"}
"""What, where it is there, stands before everything else."""


def disorder(content: bytes) -> list[str]:
    """What stands out of order in the parts of a Word file, a sentence each."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name in file.namelist():
            if name.startswith("word/") and name.endswith(".xml") and "theme" not in name:
                root = etree.fromstring(file.read(name))
                found += [f"{name}: {told}" for node in root.iter(f"{W}*") for told in _node(node)]
    return found


def _node(node: Any) -> Iterator[str]:
    tag = _short(node)
    children = [_short(child) for child in node if isinstance(child.tag, str)]
    if tag in ORDER:
        yield from _in_order(tag, [child for child in children if not child.startswith("{")])
    first = _FIRST.get(tag)
    if first in children and children.index(first) != 0:
        yield f"{first} is not the first of {tag}"
    if tag == "tc" and (not children or children[-1] != "p"):
        yield "a cell does not end with a paragraph"
    if tag == "body" and _LAST_IN_BODY in children and children[-1] != _LAST_IN_BODY:
        yield "the last section of the body is not its last child"


def _in_order(tag: str, children: list[str]) -> Iterator[str]:
    places = {name: n for n, name in enumerate(ORDER[tag].split())}
    unknown = [child for child in children if child not in places]
    if unknown:
        yield f"{tag} cannot hold {unknown[0]}"
        return
    at = [places[child] for child in children]
    if at != sorted(at):
        yield f"{tag} holds {' '.join(children)}"
    if tag in _ONCE and len(set(children)) != len(children):
        yield f"{tag} holds something twice: {' '.join(children)}"


def _short(node: Any) -> str:
    return str(node.tag).removeprefix(W)
