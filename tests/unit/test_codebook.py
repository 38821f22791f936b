"""The tree, the search in it and the lens rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coder.domain.codebook import CodeStatus, CodeTree
from coder.errors import InputError
from tests.support import book

TREE = CodeTree((book(),))


def test_walk_gives_parents_before_children() -> None:
    assert [(depth, code.id) for depth, code in TREE.walk()] == [
        (0, "T"),
        (1, "T.WELL"),
        (1, "T.REL"),
        (1, "T.BEL"),
    ]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("bel", "T.BEL"),
        ("wellb", "T.WELL"),
        ("trusted", "T.REL"),
        ("support", "T.WELL"),
        ("t.rel", "T.REL"),
    ],
)
def test_search_finds_by_id_name_and_alias(query: str, first: str) -> None:
    assert TREE.search(query)[0].id == first


def test_search_offers_usable_codes_only() -> None:
    retired = replace(book().codes[3], status=CodeStatus.RETIRED)
    tree = CodeTree((replace(book(), codes=(*book().codes[:3], retired)),))
    assert "T.BEL" not in [code.id for code in tree.search("")]
    with pytest.raises(InputError, match="is retired"):
        tree.require("T.BEL")


def test_a_branch_cannot_be_applied() -> None:
    with pytest.raises(InputError, match="groups other codes"):
        TREE.require("T")


def test_an_unknown_code_names_near_ones() -> None:
    with pytest.raises(InputError, match=r"there is no code 'BEL'; did you mean T\.BEL"):
        TREE.require("BEL")


def test_lens_values_are_checked_and_ordered() -> None:
    assert TREE.check_lenses({"L.WHO": ["income", "language"], "L.APP": []}) == {
        "L.WHO": ("language", "income")
    }
    with pytest.raises(InputError, match="one value at a time"):
        TREE.check_lenses({"L.APP": ["focus", "working"]})
    with pytest.raises(InputError, match="no value great"):
        TREE.check_lenses({"L.APP": ["great"]})
    with pytest.raises(InputError, match="no lens"):
        TREE.check_lenses({"L.X": ["focus"]})
