"""YAML files that people write, and ``--set`` overrides, with the line and column of every mistake."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from narrative.config import Config
from narrative.errors import ConfigError

MAX_BYTES = 1_000_000
BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}

KINDS = {
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "string_type": "text",
    "tuple_type": "a list",
    "dict_type": "a section with keys",
    "model_type": "a section with keys",
    "model_attributes_type": "a section with keys",
}


@dataclass(frozen=True, slots=True)
class Form:
    """What a YAML file must look like: its model, an example of a key, and where its keys are explained."""

    model: type[BaseModel]
    example: str
    manual: str


CONFIG = Form(Config, "sections such as `link:`", "see `narrative config`")


def read_config(path: str | None = None, overrides: Sequence[str] = ()) -> Config:
    """Return the defaults, changed by the file at *path*, changed by ``key=value`` *overrides*, in this order.

    Raises ConfigError with file, line and key where something cannot be used.
    """
    tree = read_tree(Path(path), CONFIG) if path else {}
    if path:
        validate_tree(tree, CONFIG, path)
    merged = to_plain(tree)
    for override in overrides:
        _apply(merged, override)
        validate_tree(merged, CONFIG, f"--set {override}")
    return Config.model_validate(merged)


def change_config(config: Config, overrides: Sequence[str]) -> Config:
    """Return *config* changed by ``key=value`` *overrides*; ConfigError for one that cannot be used."""
    tree = config.model_dump(mode="json")
    for override in overrides:
        _apply(tree, override)
        validate_tree(tree, CONFIG, f"--set {override}")
    return Config.model_validate(tree)


def write_config(config: Config, leave_out: Sequence[str] = ()) -> str:
    """Return *config* as YAML with a comment on each key; it reads back as the same configuration.

    >>> write_config(Config()).splitlines()[1:4]
    ['# Which files are read, and how much of them at most.', 'ingest:', '  # A larger file is rejected, in megabytes.']
    """
    lines = []
    for name, section in config:
        if name in leave_out:
            continue
        if not isinstance(section, BaseModel):
            lines += ["", f"# {Config.model_fields[name].description}", *_yaml_lines({name: section})]
            continue
        lines += ["", f"# {(type(section).__doc__ or '').splitlines()[0]}", f"{name}:"]
        for key, field in type(section).model_fields.items():
            lines += [f"  # {field.description}", *(f"  {line}" for line in _yaml_lines({key: getattr(section, key)}))]
    return "\n".join(lines) + "\n"


def _yaml_lines(entry: dict[str, Any]) -> list[str]:
    """Return one key with its value as YAML lines."""
    from pydantic_core import to_jsonable_python
    from ruamel.yaml import YAML

    buffer = StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 10_000
    yaml.dump(to_jsonable_python(entry), buffer)
    return buffer.getvalue().splitlines()


def read_tree(path: Path, form: Form) -> Any:
    """Return the mapping in a YAML file, which knows its lines; tags, anchors and duplicate keys are refused."""
    text = _read_text(path)
    tree = _parse(path, text)
    if tree is None:
        return {}
    if not isinstance(tree, Mapping):
        raise ConfigError(f"{path}:1:1", f"must hold {form.example}", form.manual)
    return tree


def _read_text(path: Path) -> str:
    """Return the text of a configuration file, which is short."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read ({error.strerror})", "name an existing YAML file") from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "is not UTF-8 text", "save it as UTF-8") from error
    if len(raw) > MAX_BYTES:
        raise ConfigError(str(path), f"is larger than {MAX_BYTES:,} bytes", "a configuration is a short file")
    return text


def _parse(path: Path, text: str) -> Any:
    """Return ruamel's tree, which knows its lines; an alias or a tag is refused before anything is built from it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.events import AliasEvent

    try:
        for event in YAML().parse(text):
            mark = f"{path}:{_place(event.start_mark)}"
            if isinstance(event, AliasEvent):
                raise ConfigError(mark, "aliases (*name) are not allowed", "write the value out")
            if getattr(event, "tag", None) and not _is_implicit(event):
                raise ConfigError(mark, f"tags ({event.tag}) are not allowed", "write plain values")
        return YAML().load(text)
    except MarkedYAMLError as error:
        place = _place(error.problem_mark) if error.problem_mark else "1:1"
        problem = str(error.problem or error.context or "is not YAML").splitlines()[0]
        raise ConfigError(f"{path}:{place}", problem, "correct the YAML") from error
    except YAMLError as error:
        raise ConfigError(str(path), "is not YAML", "correct the file") from error


def _is_implicit(event: Any) -> bool:
    """Say whether a tag was filled in by the parser: of a scalar it says so for plain and for quoted form apart."""
    implicit = getattr(event, "implicit", True)
    return any(implicit) if isinstance(implicit, tuple) else bool(implicit)


def _place(mark: Any) -> str:
    return f"{mark.line + 1}:{mark.column + 1}"


def to_plain(value: Any) -> Any:
    """Return ruamel's containers as plain ones, with text as keys.

    >>> to_plain({1: [{"a": 2}]})
    {'1': [{'a': 2}]}
    """
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    return value


def _apply(tree: dict[str, Any], override: str) -> None:
    """Set the dotted key of ``key=value`` in *tree*; the value is read as YAML."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    where = f"--set {override}"
    key, separator, value = override.partition("=")
    if not separator or not key.strip():
        raise ConfigError(where, "has no value", "write --set section.key=value")
    try:
        parsed = YAML(typ="safe").load(value) if value.strip() else ""
    except YAMLError as error:
        raise ConfigError(where, "the value is not YAML", "quote it") from error
    set_key(tree, key.strip(), parsed, where)


def set_key(tree: dict[str, Any], key: str, value: Any, where: str) -> None:
    """Set the dotted *key* in *tree* to *value*; ConfigError at *where* if the way leads through a plain value.

    >>> tree = {"link": {"neighbours": 3}}
    >>> set_key(tree, "link.min_probability", 0.5, "--set")
    >>> tree
    {'link': {'neighbours': 3, 'min_probability': 0.5}}
    """
    *parents, leaf = key.split(".")
    node = tree
    for parent in parents:
        child = node.setdefault(parent, {})
        if not isinstance(child, dict):
            raise ConfigError(where, f"{parent} is not a section", "see `narrative config`")
        node = child
    node[leaf] = value


def validate_tree(tree: Any, form: Form, where: str) -> None:
    """Raise ConfigError for the first mistake in *tree*, with line and column where the tree knows them."""
    try:
        form.model.model_validate(to_plain(tree))
    except ValidationError as error:
        first = error.errors()[0]
        what, do = _explain(first, form)
        raise ConfigError(locate(where, tree, first["loc"]), what, do) from error


def locate(where: str, tree: Any, location: Sequence[int | str]) -> str:
    """Return *where* with line and column (from 1) of the deepest part of *location* that stands in ruamel's tree."""
    place = ""
    for part in location:
        try:
            line, column = tree.lc.key(part) if isinstance(part, str) else tree.lc.item(part)
            place, tree = f":{line + 1}:{column + 1}", tree[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return where + place


def _explain(error: Mapping[str, Any], form: Form) -> tuple[str, str]:
    """Return what is wrong and what to do, for a person."""
    location = [str(part) for part in error["loc"]]
    key, given = ".".join(location), error["input"]
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(location[-1], _keys_beside(form.model, location), n=1, cutoff=0.5)
        parent = ".".join([*location[:-1], near[0]]) if near else ""
        return f"unknown key {key}", f"did you mean {parent}?" if near else f"{form.manual} for the keys"
    if error["type"] in KINDS:
        return f"{key} must be {KINDS[error['type']]}, got {given!r}", f"{form.manual} for its meaning"
    bounds = _bounds_of(form.model, location)
    if bounds and not isinstance(given, (dict, list, str)):
        return f"{key} must be {bounds}, got {given}", "choose a value in that range"
    if error["type"] == "string_pattern_mismatch":
        choices = error["ctx"]["pattern"].strip("^$()").replace("|", ", ")
        return f"{key} must be one of {choices}, got {given!r}", "choose one of them"
    if error["type"] == "missing":
        return f"{key} is missing", "add it"
    return f"{key}: {error['msg'].lower()}, got {given!r}", f"{form.manual} for its meaning"


def _keys_beside(root: type[BaseModel], location: Sequence[str]) -> list[str]:
    """Return the valid keys of the section that holds the last part of *location*."""
    model = _model_at(root, location[:-1])
    return list(model.model_fields) if model else []


def _model_at(root: type[BaseModel], location: Sequence[str]) -> type[BaseModel] | None:
    """Return the section that a path leads to from *root*; positions in lists are passed over."""
    model = root
    for part in location:
        if part.isdigit():
            continue
        field = model.model_fields.get(part)
        found = next(_models_in(field.annotation), None) if field else None
        if found is None:
            return None
        model = found
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the sections that a type annotation holds, ``tuple[NarrativeHint, ...]`` included."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _bounds_of(root: type[BaseModel], location: Sequence[str]) -> str:
    """Return the range of a numeric field in words, "" where it has none.

    >>> _bounds_of(Config, ["link", "min_probability"])
    'between 0 and 1'
    >>> _bounds_of(Config, ["clean", "min_words"])
    'at least 1'
    """
    model = _model_at(root, location[:-1])
    field = model.model_fields.get(location[-1]) if model else None
    found: dict[str, Any] = {}
    for constraint in field.metadata if field else ():
        found.update({name: getattr(constraint, name) for name in BOUNDS if hasattr(constraint, name)})
    if set(found) == {"ge", "le"}:
        return f"between {found['ge']:g} and {found['le']:g}"
    return " and ".join(f"{BOUNDS[name]} {value:g}" for name, value in found.items())
