"""Which keys do what, as far as a person has changed it in `keys.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _character_to_key

from coder.domain.text import visible
from coder.errors import InputError
from coder.services.userfiles import config_folder
from coder.tui import command_sets, commands
from coder.tui.commands import Command
from coder.wholefile import whole_file

FILE = "keys.toml"

REFUSED = {
    "ctrl+m": "Enter",
    "ctrl+h": "Backspace",
    "ctrl+i": "Tab",
    "ctrl+j": "a new line",
}
"""What terminals send for something else."""

KEPT = ("ctrl+q", "ctrl+c")
"""Keys that mean leaving on every screen."""

_SHOWN = {
    "enter": "⏎",
    "escape": "Esc",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "space": "Space",
    "backspace": "⌫",
    "delete": "Del",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "shift+tab": "⇧Tab",
    "insert": "Ins",
}
_NAMED = {"return": "enter", "esc": "escape", "del": "delete", "pgup": "pageup", "pgdn": "pagedown"}
_CHARACTERS = {
    name: sign
    for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    for name in (_character_to_key(sign), KEY_NAME_REPLACEMENTS.get(_character_to_key(sign), ""))
    if name
}
_KNOWN = {str(key.value) for key in Keys if not key.value.startswith("<")} | set(_CHARACTERS) | set(_SHOWN)
_MODIFIERS = re.compile(r"((?:ctrl|shift|alt)\+)+")


@dataclass(frozen=True)
class Keymap:
    """The keys that a person gave to commands, by command id."""

    keys: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    """A sentence for everything in the file that could not be followed."""

    def of(self, offered: Iterable[Command]) -> list[Command]:
        """The commands with the keys that they have for this person."""
        return [self.one(command) for command in offered]

    def one(self, command: Command) -> Command:
        """One command with its keys."""
        keys = self.keys.get(command.id)
        if keys is None:
            return command
        return replace(command, keys=keys, shown=" ".join(map(shown_key, _parted(keys))))

    def shown(self, command_id: str) -> str:
        """The first key of a command as a person reads it; empty where it has none."""
        command = _all_commands().get(command_id)
        if command is None:
            return ""
        keys = _parted(self.one(command).keys)
        return shown_key(keys[0]) if keys else ""


def _all_commands() -> dict[str, Command]:
    return {command.id: command for offered in command_sets.TOGETHER for command in offered}


def _parted(keys: str) -> list[str]:
    return [key for key in keys.split(",") if key]


def shown_key(key: str) -> str:
    """A key as people read it: `ctrl+k` is `^k`, `question_mark` is `?`."""
    if key in _SHOWN:
        return _SHOWN[key]
    if key in _CHARACTERS:
        return _CHARACTERS[key]
    for start, sign in (("ctrl+", "^"), ("shift+", "⇧"), ("alt+", "⌥")):
        if key.startswith(start):
            return sign + shown_key(key.removeprefix(start))
    return key


def key_name(typed: str) -> str:
    """The program's name for a key that a person typed, such as `^k`, `?` or `PgDn`.

    Raises InputError for what is no key, and for keys that cannot be given away.
    """
    name = typed if len(typed) == 1 else typed.strip()
    if len(name) == 2 and name[0] == "^":
        name = "ctrl+" + name[1].lower()
    if len(name) == 1:
        found = _character_to_key(name) if name != " " else "space"
    else:
        found = _NAMED.get(name.casefold(), name.casefold())
    if found in REFUSED:
        raise InputError(f"{typed} is {REFUSED[found]} in a terminal", remedy="choose another key")
    if found in KEPT:
        raise InputError(f"{typed} always means leaving", remedy="choose another key")
    base = _MODIFIERS.sub("", found)
    if not (len(name) == 1 and name.isprintable()) and found not in _KNOWN and not _modified(found, base):
        raise InputError(f"there is no key {visible(typed)!r}", remedy="see `coder keys --write` for names")
    return found


def _modified(name: str, base: str) -> bool:
    return base != name and (base in _KNOWN or (len(base) == 1 and base.isprintable()))


def keys_file() -> Path:
    """Where a person's keys are."""
    return config_folder() / FILE


def load_keymap() -> Keymap:
    """The person's keys; what is wrong in the file is left out and told in `problems`."""
    path = keys_file()
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Keymap()
    except OSError as error:
        return Keymap({}, (f"{path} cannot be read ({error.strerror}), so the usual keys hold",))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        return Keymap({}, (f"{path} is not as TOML is written ({visible(str(error))}): the usual keys hold",))
    wanted = found.get("keys", {})
    if not isinstance(wanted, dict):
        return Keymap({}, (f"{path} needs a part that begins with [keys], so the usual keys hold",))
    return make_keymap(wanted)


def make_keymap(wanted: Mapping[str, object]) -> Keymap:
    """The keymap of `command id → key or keys`; whatever cannot be followed is told."""
    known, problems = _all_commands(), []
    keys: dict[str, str] = {}
    for id_, given in wanted.items():
        if id_ not in known:
            problems.append(f"there is no command {visible(id_)!r}; `coder keys` lists them")
            continue
        try:
            keys[id_] = ",".join(dict.fromkeys(key_name(key) for key in _given(id_, given)))
        except InputError as error:
            problems.append(f"{id_} keeps {known[id_].shown}: {str(error).rstrip('.')}")
    return _without_conflicts(keys, problems)


def _given(id_: str, given: object) -> list[str]:
    keys = [given] if isinstance(given, str) else given
    if not isinstance(keys, list) or not all(isinstance(key, str) and key for key in keys):
        raise InputError("a key is written in quotation marks", remedy='such as "x" or ["x", "ctrl+x"]')
    return keys


def _without_conflicts(keys: dict[str, str], problems: list[str]) -> Keymap:
    """Give commands their usual keys back until every key means one thing."""
    while True:
        clash = _clash(Keymap(keys), keys)
        if clash is None:
            return Keymap(keys, tuple(problems))
        changed, other, key = clash
        del keys[changed.id]
        problems.append(
            f"{changed.id} keeps {changed.shown}: {shown_key(key)} is {other.label} ({other.id}) already"
        )


def _clash(keymap: Keymap, changed: Mapping[str, str]) -> tuple[Command, Command, str] | None:
    for offered in command_sets.TOGETHER:
        owners: dict[str, Command] = {}
        for command in offered:
            for key in _parted(keymap.one(command).keys):
                other = owners.setdefault(key, command)
                if other is not command and (command.id in changed or other.id in changed):
                    loser, winner = (command, other) if command.id in changed else (other, command)
                    return loser, winner, key
    return None


def rows(keymap: Keymap) -> list[dict[str, str]]:
    """Every command with its keys, for a table."""
    return [
        {
            "command": command.id,
            "keys": keymap.one(command).shown or "(none)",
            "usual": command.shown,
            "does": command.help,
        }
        for command in _all_commands().values()
    ]


def write_template() -> Path:
    """Write a file in which every key stands as a comment; raises InputError when there is one already."""
    path = keys_file()
    if path.exists():
        raise InputError("there is one already", where=str(path), remedy="change it with any editor")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise InputError(
            f"the folder cannot be made ({error.strerror})",
            where=str(path.parent),
            remedy="name another with CODER_CONFIG_DIR",
        ) from error
    with whole_file(path, own=True) as draft:
        draft.write_text("\n".join(_template(command_sets.TOGETHER)) + "\n", "utf-8")
    return path


def _template(sets: Sequence[Sequence[Command]]) -> list[str]:
    lines = [
        "# The keys of coder. Take the # away from a line and change what is in quotation marks.",
        '# Several keys: ["x", "ctrl+x"]. No key, only the list of commands: [].',
        "# A key is a letter or sign as typed, or a name such as enter, space, tab, pagedown, f5, ctrl+x.",
        "# ctrl+m, ctrl+h, ctrl+i and ctrl+j are Enter, Backspace, Tab and a new line in terminals.",
        "[keys]",
    ]
    told: set[str] = set()
    for offered in sets:
        for group, members in commands.groups(offered).items():
            fresh = [command for command in members if command.id not in told]
            told.update(command.id for command in fresh)
            lines += ["", f"# {group}", *(_line(command) for command in fresh)] if fresh else []
    return lines


def _line(command: Command) -> str:
    keys = [_written(key) for key in _parted(command.keys)]
    value = keys[0] if len(keys) == 1 else f"[{', '.join(keys)}]"
    return f"# {command.id} = {value}".ljust(44) + f"# {command.help}"


def _written(key: str) -> str:
    sign = _CHARACTERS.get(key, key)
    return f"'{sign}'" if sign in '"\\' else f'"{sign}"'
