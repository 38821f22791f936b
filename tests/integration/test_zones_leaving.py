"""Where zones of a journey could be read beside a person: the table of codings, and sheets of few people."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from coder.analysis.sheets import sheets
from coder.domain.coding import Coding, Origin
from coder.services.exchanging import ExchangeService
from coder.services.gathering import gather
from coder.services.projects import new_project
from coder.services.session import added
from tests import support


def test_no_zone_stands_beside_a_person(tmp_path: Path) -> None:
    """Two people talk; each is coded with a zone and with a support, which is none."""
    with new_project(str(tmp_path / "j.coder"), "J", ["leadership-journey"], "AM") as session:
        talk = support.keep(session, support.transcript())
        for number in (2, 3):
            for code in ("JRN.F.RISK", "JRN.X.SUP"):
                span = talk.turn(number).span
                session.act("code", "coded", [
                    added("coding", Coding(
                        f"{code}-{number}", talk.id, span.start, span.end, span.of(talk.text), code, "AM",
                        Origin.TYPED, "2026-01-01",
                    ))
                ])  # fmt: skip
        rows = list(csv.DictReader(io.StringIO(ExchangeService(session).codings_table())))
        told = {(row["code"], bool(row["speaker"])) for row in rows}
        assert told == {("JRN.F.RISK", False), ("JRN.X.SUP", True)}
        (sheet,) = sheets(gather(session))
        assert [heard.code_id for heard in sheet.heard] == ["JRN.X.SUP"]
