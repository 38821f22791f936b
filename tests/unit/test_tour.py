"""The steps of the tour, without a screen."""

from __future__ import annotations

import string

import pytest

from coder.tui import commands
from coder.tui.keymap import Keymap, make_keymap
from coder.tui.tour import DONE, STEPS, Seen, Step, place_of, steps, worded


def test_every_key_of_the_tour_is_named_by_its_command() -> None:
    for step in STEPS:
        named = {name for _, name, _, _ in string.Formatter().parse(step.text) if name}
        assert named == set(step.needs)


def test_the_tour_names_changed_keys_and_leaves_out_what_has_none() -> None:
    keymap = make_keymap({"pick": "f7", "memo": []})
    left = steps(keymap, suggestions=True)
    assert "memo" not in [step.id for step in left]
    assert "f7, then" in worded(next(step for step in left if step.id == "pick"), keymap)


def test_without_suggestions_their_steps_are_left_out() -> None:
    assert not {"suggested", "accept"} & {step.id for step in steps(Keymap(), suggestions=False)}


def test_the_tour_goes_on_where_it_was_left() -> None:
    left = steps(Keymap(), suggestions=True)
    order = [step.id for step in left]
    assert place_of("", left) == place_of("nonsense", left) == 0
    assert place_of("memo", left) == order.index("memo")
    assert place_of(DONE, left) == len(left)
    without = steps(Keymap(), suggestions=False)
    assert without[place_of("accept", without)].id == "pick"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_nothing_done_is_not_enough(step: Step) -> None:
    assert not step.is_done(Seen())


def test_a_key_is_there_for_every_step() -> None:
    known = {command.id for command in commands.CODING}
    assert {"write_report", "tour", "pick", "accept", "memo", "undo"} <= known
