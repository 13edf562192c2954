"""Constraints replayed on what the stages found, which itself stays as it is: a correction can always be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from narrative.correct.lines import ignore_lines
from narrative.correct.narratives import edit_narratives
from narrative.correct.pairs import join_claims, override_verdicts, part_claims
from narrative.data import Constraints, Correction, Findings, Judgement, Link

Judge = Callable[[Findings, Sequence[Link]], tuple[Judgement, ...]]


@dataclass(frozen=True, slots=True)
class Corrected:
    """Findings with every correction in them, what each of these did, and groups that went into another."""

    findings: Findings
    corrections: tuple[Correction, ...]
    moved: tuple[tuple[str, str], ...] = ()


def apply_corrections(findings: Findings, constraints: Constraints, judge: Judge) -> Corrected:
    """Return *findings* as the *constraints* want them, in the order of kinds below; *judge* gives verdicts on new links.

    Where two entries contradict each other, "different" is heard after "same", and the later line after the earlier.
    """
    done: list[Correction] = []
    findings = _rename_sources(findings, constraints.aliases, done)
    findings = ignore_lines(findings, constraints.ignore_lines, done)
    findings, moved, fresh = join_claims(findings, constraints.same, done)
    findings = part_claims(findings, constraints.different, done)
    kept = {(link.left, link.right) for group in findings.groups for link in group.links}
    wanted = [link for link in fresh if (link.left, link.right) in kept]
    if wanted:
        findings = replace(findings, judgements=(*findings.judgements, *judge(findings, wanted)))
    findings = override_verdicts(findings, constraints.verdicts, done)
    findings = edit_narratives(findings, constraints.narratives, done)
    return Corrected(findings, tuple(sorted(done, key=lambda one: (one.line, one.kind, one.said))), moved)


def _rename_sources(findings: Findings, aliases: Sequence[tuple[str, str, int]], done: list[Correction]) -> Findings:
    """Return *findings* with the names of sources as *aliases* have them; what a source shares with itself is no reuse."""
    if not aliases:
        return findings
    names = {old: new for old, new, _ in aliases}
    for old, new, line in aliases:
        count = sum(article.source == old for article in findings.articles)
        done.append(
            Correction("source", f"{old} is {new}", line, "articles renamed" if count else "no such source", count)
        )
    articles = tuple(replace(one, source=names.get(one.source, one.source)) for one in findings.articles)
    source_of = {article.id: article.source for article in articles}
    return replace(
        findings,
        articles=articles,
        claims=tuple(replace(one, source=source_of[one.article_id]) for one in findings.claims),
        reuses=tuple(one for one in findings.reuses if source_of[one.left_article] != source_of[one.right_article]),
    )
