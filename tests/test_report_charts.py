"""The interactive charts as plain figures."""

from __future__ import annotations

from dataclasses import replace

from report_factory import build_comparison, load_case

from narrative.report.charts import build_explorations
from narrative.report.view.index import build_index


def test_a_passage_of_no_narrative_far_off_stands_on_the_edge_of_the_map_and_is_counted() -> None:
    whole = build_comparison(load_case("harbour"))
    lost = whole.layout[0].passage_id
    narratives = tuple(
        replace(one, members=tuple(member for member in one.members if member.passage_id != lost))
        for one in whole.narratives
    )
    plain = replace(whole, narratives=narratives)
    far = replace(plain, layout=tuple(replace(one, x=900.0) if one.passage_id == lost else one for one in plain.layout))
    near_map, far_map = (build_explorations(build_index(one))[0] for one in (whole, far))

    drawn = [x for trace in far_map.figure["data"] for x in trace["x"]]  # type: ignore[attr-defined]
    assert len(drawn) == len(whole.layout)
    assert max(drawn) < 10
    assert "1 passage in no narrative would lie farther out and stands on the edge" in far_map.caption
    assert "farther out" not in near_map.caption
