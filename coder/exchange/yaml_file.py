"""YAML files that people write: read as plain text values, and checked against a JSON Schema."""

from __future__ import annotations

from typing import Any

from coder.domain.text import canonical, visible
from coder.errors import InputError

Node = dict[str, Any]

MOST = 4_000_000
"""Characters that such a file may have."""


def parse(text: str, where: str, head: str) -> Node:
    """The content of a file that begins with `head:`.

    Raises InputError that names the file `where`, the line, and what to mend.
    """
    import yaml

    if len(text) > MOST:
        raise InputError("the file is larger than 4 MB", where=where, remedy="split it")
    try:
        content = yaml.load(canonical(text).text, Loader=_loader())  # noqa: S506 - a subclass of SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(
            f"this is not valid YAML: {error.problem}", where=f"{where} line {line}", remedy="mend that line"
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(
            "this is not valid YAML", where=where, remedy=f"compare it with a shipped {head}"
        ) from error
    if not isinstance(content, dict) or head not in content:
        article = "an" if head[0] in "aeiou" else "a"
        raise InputError(
            f"this is not {article} {head} file",
            where=where,
            remedy=f"it should begin with `{head}:`; compare it with a shipped one",
        )
    return content


def validate(content: Node, schema: Node, where: str, remedy: str) -> None:
    """Check the content against a JSON Schema; raises InputError that names the place in it."""
    import jsonschema

    try:
        jsonschema.validate(content, schema)
    except jsonschema.ValidationError as error:
        place = " › ".join(_step(content, error.absolute_path, n) for n in range(len(error.absolute_path)))
        raise InputError(
            " ".join(visible(error.message).split())[:200],
            where=f"{where}, {place}" if place else where,
            remedy=remedy,
        ) from error


def one_line(node: Node, key: str) -> str:
    """A text of the file with its white space folded; empty when it is not there."""
    return " ".join(str(node.get(key) or "").split())


def lines(node: Node, key: str) -> tuple[str, ...]:
    """A list of texts of the file."""
    return tuple(" ".join(line.split()) for line in node.get(key, ()))


def _step(content: Any, path: Any, upto: int) -> str:
    steps = list(path)
    for step in steps[: upto + 1]:
        content = content[step]
    if isinstance(content, dict) and isinstance(content.get("id"), str):
        return visible(content["id"])
    return str(steps[upto]) if isinstance(steps[upto], str) else f"item {steps[upto] + 1}"


def _loader() -> Any:
    import yaml

    class PlainLoader(yaml.SafeLoader):
        """Reads every plain value as text, so that `No` and `1.10` stay as typed, and forbids aliases."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.events.AliasEvent):
                event = self.peek_event()  # type: ignore[no-untyped-call]
                raise yaml.composer.ComposerError(
                    None, None, "references (*name) are not allowed", event.start_mark
                )
            return super().compose_node(parent, index)

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = [key.value for key, _ in node.value if isinstance(key.value, str)]
            twice = next((key for key in keys if keys.count(key) > 1), None)
            if twice is not None:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{visible(twice)} stands twice", node.start_mark
                )
            return super().construct_mapping(node, deep)

    keep = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"}
    PlainLoader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in rules if tag in keep]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
        if first not in "yYnNoO"
    }
    return PlainLoader
