"""Keys that a person has changed: what is followed, what is told, and what always holds."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from coder.errors import InputError
from coder.tui import command_sets, commands
from coder.tui.bars import hints
from coder.tui.keyline import character_of, key_of
from coder.tui.keymap import (
    Keymap,
    key_name,
    keys_file,
    load_keymap,
    make_keymap,
    rows,
    shown_key,
    write_template,
)
from coder.tui.safe import content


def command(id_: str) -> commands.Command:
    return next(c for offered in command_sets.TOGETHER for c in offered if c.id == id_)


def test_nothing_changed_means_the_usual_keys() -> None:
    keymap = load_keymap()
    assert (keymap.keys, keymap.problems) == ({}, ())
    assert keymap.one(command("remove")) is command("remove")


@pytest.mark.parametrize("offered", command_sets.TOGETHER)
def test_no_two_commands_that_work_together_have_one_key(offered: tuple[commands.Command, ...]) -> None:
    keys = [key for one in offered for key in one.keys.split(",")]
    assert len(keys) == len(set(keys))
    assert not {"ctrl+m", "ctrl+h", "ctrl+i", "ctrl+j"} & set(keys)


def test_changed_keys_show_in_footer_help_and_palette() -> None:
    keymap = make_keymap({"accept": ["space", "^g"], "pick": "f8", "help": []})
    assert keymap.problems == ()
    accept = keymap.one(command("accept"))
    assert (accept.keys, accept.shown) == ("space,ctrl+g", "Space ^g")
    line = content(*hints([keymap.one(c) for c in commands.footer(commands.CODING)], 90)).plain
    assert "Space ^g accept" in line
    assert "f8 code" in line
    assert keymap.shown("accept") == "Space"
    assert keymap.shown("help") == ""
    assert {"command": "pick", "keys": "f8", "usual": "c"}.items() <= rows(keymap)[
        [r["command"] for r in rows(keymap)].index("pick")
    ].items()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("?", "question_mark"),
        (".", "full_stop"),
        ("^K", "ctrl+k"),
        ("ctrl+x", "ctrl+x"),
        ("PgDn", "pagedown"),
        ("F5", "f5"),
        ("é", "é"),
        ("X", "X"),
        ("ctrl+shift+f5", "ctrl+shift+f5"),
        ("/", "slash"),
        (" ", "space"),
    ],
)
def test_keys_are_written_as_people_write_them(typed: str, name: str) -> None:
    assert key_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ("ctrl+m", "Enter"),
        ("^h", "Backspace"),
        ("ctrl+i", "Tab"),
        ("ctrl+j", "new line"),
        ("ctrl+q", "leaving"),
        ("ctrl+c", "leaving"),
        ("hyperspace", "no key"),
        ("\x1b", "no key"),
        ("ctrl+", "no key"),
    ],
)
def test_keys_that_cannot_be_given_away_are_refused(typed: str, because: str) -> None:
    with pytest.raises(InputError, match=because):
        key_name(typed)


def test_what_is_wrong_is_told_and_the_rest_holds() -> None:
    keymap = make_keymap(
        {"remove": "ctrl+h", "nonsense": "z", "star": "q", "memo": ["f7"], "undo": 5, "redo": ["", "z"]}
    )
    assert keymap.keys == {"memo": "f7"}
    told = "\n".join(keymap.problems)
    assert "Backspace" in told
    assert "'nonsense'" in told
    assert "star keeps *: q is Quit (leave) already" in told
    assert "undo keeps u" in told
    assert "redo keeps r" in told


def test_two_commands_can_change_places() -> None:
    keymap = make_keymap({"refuse": "d", "remove": "x"})
    assert keymap.keys == {"refuse": "d", "remove": "x"}
    assert keymap.problems == ()


def test_two_changed_commands_with_one_key_lose_it_one_after_the_other() -> None:
    keymap = make_keymap({"memo": "f7", "star": "f7"})
    assert keymap.keys == {"memo": "f7"}
    assert "star keeps *: f7 is Memo (memo) already" in keymap.problems[0]


@pytest.mark.parametrize(
    "text",
    ["[keys\n", "keys = 3\n", "[keys]\nremove = D\n", "\x00", "[keys]\n[/]evil = 'x'\n"],
)
def test_a_broken_file_is_told_and_the_usual_keys_hold(text: str) -> None:
    keys_file().parent.mkdir(parents=True)
    keys_file().write_text(text)
    keymap = load_keymap()
    assert keymap.keys == {}
    assert len(keymap.problems) == 1
    assert str(keys_file()) in keymap.problems[0]


def test_the_template_is_toml_that_changes_nothing_until_it_is_edited() -> None:
    path = write_template()
    assert path == keys_file()
    assert path.is_relative_to(os.environ["CODER_CONFIG_DIR"])
    assert load_keymap() == Keymap()
    lines = [line.removeprefix("# ") for line in path.read_text().splitlines() if " = " in line]
    found = tomllib.loads("\n".join(line for line in lines if not line.startswith("#")))
    assert len(found) == len({c.id for offered in command_sets.TOGETHER for c in offered})
    # The usual keys, read back, are the usual keys; only Ctrl+Q is never given or taken.
    keymap = make_keymap({id_: keys for id_, keys in found.items() if id_ != "leave"})
    assert keymap.problems == ()
    assert all(keymap.one(command(id_)).keys == command(id_).keys for id_ in keymap.keys)
    with pytest.raises(InputError, match="one already"):
        write_template()


def test_a_folder_that_cannot_be_made_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CODER_CONFIG_DIR", str(tmp_path / "file" / "sub"))
    with pytest.raises(InputError, match="cannot be made"):
        write_template()
    assert len(load_keymap().problems) <= 1


def test_every_key_that_a_line_names_can_be_pressed_with_the_mouse() -> None:
    for shown in ("⏎", "esc", "space", "PgDn", "^q", "⌫", "tab", "?", "i"):
        assert key_of(shown)
    assert key_of("↑↓") == key_of("1 2 3") == ""
    assert (character_of("question_mark"), character_of("x"), character_of("enter")) == ("?", "x", None)
    assert shown_key("ctrl+k") == "^k"
