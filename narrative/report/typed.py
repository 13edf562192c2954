"""The twins with types: every table as JSON lines and on request as Parquet, sources and claims as graphs (GEXF 1.3)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from narrative.data import Comparison
from narrative.errors import MissingExtraError
from narrative.report.columns import Kind, find_column
from narrative.report.view.between import count_relations
from narrative.report.view.index import Index, build_index

Table = tuple[Sequence[str], Iterable[Sequence[object]]]
# XML 1.0 knows no other characters below the blank, and no lone surrogates.
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
RELATIONS = {"a": "agrees", "r": "repeats", "d": "diverges", "u": "updates"}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'


def write_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    r"""Return a table as JSON lines; numbers stay numbers, an empty cell is null.

    >>> write_lines(["a", "b"], [["x", None], ["y", 2]]).decode()
    '{"a":"x","b":null}\n{"a":"y","b":2}\n'
    """
    lines = (
        json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, separators=(",", ":")) for row in rows
    )
    return "".join(line + "\n" for line in lines).encode("utf-8", "replace")


def write_parquet(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return the table *name* as Parquet. MissingExtraError where pyarrow is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtraError("report.parquet", "needs pyarrow", "pip install 'narrative[parquet]'") from None
    types = {Kind.TEXT: pa.string(), Kind.INTEGER: pa.int64(), Kind.NUMBER: pa.float64(), Kind.TRUTH: pa.bool_()}
    kinds = [find_column(column, name).kind for column in columns]
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [
        pa.array([_fit(value, kind) for value in column], types[kind])
        for kind, column in zip(kinds, cells, strict=True)
    ]
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, names=list(columns)), buffer, compression="zstd")
    return buffer.getvalue()


def _fit(value: object, kind: Kind) -> object:
    """Return *value* as its column holds it; texts lose what UTF-8 cannot hold."""
    if value is None or value == "":
        return None
    if kind is Kind.TEXT:
        return str(value).encode("utf-8", "replace").decode()
    convert: dict[Kind, Callable[[Any], object]] = {Kind.INTEGER: int, Kind.NUMBER: float, Kind.TRUTH: bool}
    return convert[kind](value)


def draw_sources(comparison: Comparison) -> bytes:
    """Return the sources as a graph: an edge per two sources and relation, its weight the claims that relate them so."""
    index = build_index(comparison)
    articles = {s.name: sum(1 for a in comparison.articles if a.source == s.name) for s in comparison.sources}
    nodes = [(index.label(s.name).href[1:], s.name, (s.inferred, articles[s.name])) for s in comparison.sources]
    edges = [
        (index.label(left).href[1:], index.label(right).href[1:], RELATIONS[letter], number, ())
        for (left, right), letters in sorted(count_relations(index).items())
        for letter, number in sorted(letters.items())
    ]
    return _write_graph((("inferred", "boolean"), ("articles", "integer")), nodes, (), edges)


def draw_claims(comparison: Comparison) -> bytes:
    """Return the claims of shared groups as a graph: an edge per link, its weight the probability, its kind the verdict."""
    index = build_index(comparison)
    shared = set(index.shared)
    claims = [c for c in comparison.claims if index.group_of[c.id] in shared]
    nodes = [(c.id, c.text, (c.source, c.article_id, index.group_of[c.id], _narrative(c.id, index))) for c in claims]
    ids = {c.id for c in claims}
    edges = [
        (
            j.link.left,
            j.link.right,
            j.relation.value if j.relation else "undecided",
            j.link.probability,
            (j.divergence.value if j.divergence else "", j.confidence),
        )
        for j in comparison.judgements
        if {j.link.left, j.link.right} <= ids
    ]
    attributes = (("source", "string"), ("article_id", "string"), ("group_id", "string"), ("narrative_id", "string"))
    return _write_graph(attributes, nodes, (("divergence", "string"), ("confidence", "double")), edges)


def _narrative(claim: str, index: Index) -> str:
    return index.narrative_of.get(index.group_of[claim]) or ""


def _write_graph(
    node_attributes: Sequence[tuple[str, str]],
    nodes: Iterable[tuple[str, str, Sequence[object]]],
    edge_attributes: Sequence[tuple[str, str]],
    edges: Iterable[tuple[str, str, str, object, Sequence[object]]],
) -> bytes:
    parts = [HEAD, '<graph mode="static" defaultedgetype="undirected">\n']
    parts += [_declare("node", node_attributes), _declare("edge", edge_attributes), "<nodes>\n"]
    parts += [
        f"<node id={_quote(key)} label={_quote(label)}>{_values(values)}</node>\n" for key, label, values in nodes
    ]
    parts.append("</nodes>\n<edges>\n")
    for number, (left, right, kind, weight, values) in enumerate(edges):
        ends = f"source={_quote(left)} target={_quote(right)}"
        parts.append(
            f'<edge id="{number}" {ends} label={_quote(kind)} kind={_quote(kind)} weight="{weight}">{_values(values)}</edge>\n'
        )
    parts.append("</edges>\n</graph>\n</gexf>\n")
    return "".join(parts).encode()


def _declare(of: str, attributes: Sequence[tuple[str, str]]) -> str:
    if not attributes:
        return ""
    lines = "".join(f'<attribute id="{n}" title="{name}" type="{kind}"/>' for n, (name, kind) in enumerate(attributes))
    return f'<attributes class="{of}">{lines}</attributes>\n'


def _values(values: Sequence[object]) -> str:
    cells = "".join(f'<attvalue for="{n}" value={_quote(value)}/>' for n, value in enumerate(values))
    return f"<attvalues>{cells}</attvalues>" if cells else ""


def _quote(value: object) -> str:
    """Return *value* as an attribute.

    >>> _quote("stay & go")
    '"stay &amp; go"'
    """
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return quoteattr(NO_XML.sub("\ufffd", text))


def list_typed(
    comparison: Comparison, tables: Iterable[tuple[str, Table]], *, parquet: bool
) -> Iterator[tuple[str, bytes]]:
    """Yield (file name, content) of the typed twins of *tables*, and of the graphs."""
    for name, (columns, rows) in tables:
        cells = [tuple(row) for row in rows]
        if name != "articles":  # ``articles.jsonl`` holds the texts, and is written with the CSV twins
            yield f"{name}.jsonl", write_lines(columns, cells)
        if parquet:
            yield f"{name}.parquet", write_parquet(name, columns, cells)
    yield "sources.gexf", draw_sources(comparison)
    yield "claims.gexf", draw_claims(comparison)
