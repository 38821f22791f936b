"""Where a person's own settings and lists are kept, outside of any project."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from coder.errors import CoderError
from coder.wholefile import whole_file

APPLICATION = "coder"
_PREFERENCES = "preferences.json"


def config_folder() -> Path:
    """Where the person's settings are: `CODER_CONFIG_DIR`, else as is usual on this system."""
    return _folder("CODER_CONFIG_DIR", "user_config_path")


def state_folder() -> Path:
    """Where the program keeps what it remembers: `CODER_STATE_DIR`, else as is usual on this system."""
    return _folder("CODER_STATE_DIR", "user_state_path")


def data_folder() -> Path:
    """Where backups are kept: `CODER_DATA_DIR`, else as is usual on this system."""
    return _folder("CODER_DATA_DIR", "user_data_path")


def cache_folder() -> Path:
    """Where the program keeps what it can make again: `CODER_CACHE_DIR`, else as is usual on this system."""
    return _folder("CODER_CACHE_DIR", "user_cache_path")


def _folder(variable: str, usual: str) -> Path:
    given = os.environ.get(variable, "")
    if given:
        return Path(given)
    import platformdirs

    return Path(getattr(platformdirs, usual)(APPLICATION, appauthor=False))


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for the owner alone. Raises OSError."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)


def read_state(name: str) -> Any:
    """What was kept under `name`; None when there is nothing or it cannot be read."""
    with suppress(OSError, ValueError, RecursionError):
        return json.loads((state_folder() / name).read_text("utf-8"))
    return None


def keep_state(name: str, value: Any) -> bool:
    """Keep `value` under `name` for the owner alone; False when it cannot be kept.

    What is kept here is a comfort: no work may fail because it cannot be written.
    """
    folder = state_folder()
    with suppress(OSError, CoderError, UnicodeError):
        make_private(folder)
        with whole_file(folder / name, own=True) as draft:
            draft.write_text(json.dumps(value, ensure_ascii=False, indent=1), "utf-8")
        return True
    return False


def preferences() -> Mapping[str, str]:
    """What the person chose once for all projects, such as the theme."""
    found = read_state(_PREFERENCES)
    kept = found if isinstance(found, dict) else {}
    return {str(name): value for name, value in kept.items() if isinstance(value, str)}


def prefer(name: str, value: str) -> None:
    """Remember a choice for the next start."""
    keep_state(_PREFERENCES, {**preferences(), name: value})
