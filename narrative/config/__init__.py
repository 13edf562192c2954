"""Every default, range and description, one frozen model per stage.

Order of precedence: these defaults, then ``--config FILE``, then ``--set link.min_probability=0.8``.
``docs/config.md`` and ``configs/default.yaml`` are generated from the descriptions here.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError


class Section(BaseModel):
    """The habits of every section: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class IngestConfig(Section):
    """Which files are read, and how much of them at most."""

    max_file_mb: float = Field(64.0, gt=0, le=4096, description="A larger file is rejected, in megabytes.")
    max_articles: int = Field(100_000, ge=1, description="Articles beyond this number are rejected and counted.")
    max_article_chars: int = Field(5_000_000, ge=1_000, description="A longer article is rejected, in characters.")
    exclude: tuple[str, ...] = Field(
        (
            "README*",
            "LICEN[CS]E",
            "LICEN[CS]E.*",
            "CHANGELOG",
            "CHANGELOG.*",
            "gold.json*",
            "gold.csv",
            "gold[-_]*.json*",
            "gold[-_]*.csv",
            "*[-_.]gold.json*",
            "*[-_.]gold.csv",
            ".*",
        ),
        description="Name patterns (any case, `.gz` set aside) that are never articles; each match is listed as a reject.",
    )


class CleanConfig(Section):
    """What is boilerplate."""

    min_words: int = Field(8, ge=1, description="An article with fewer words after cleaning is rejected as empty.")
    recurring_in: int = Field(
        3, ge=2, description="A short line in this many articles of a source is boilerplate, never a whole article."
    )
    recurring_max_words: int = Field(20, ge=1, description="A recurring line with more words than this is kept.")


class ExtractConfig(Section):
    """How articles become passages and claims."""

    passage_sentences: int = Field(4, ge=1, le=50, description="Sentences of a passage, at most.")
    passage_words: int = Field(
        120, ge=20, le=180, description="Words of a passage, at most; the encoder reads no more."
    )
    min_words: int = Field(
        5, ge=1, description="A sentence with fewer words is no claim, unless it has a subject and a verb."
    )
    clause_words: int = Field(18, ge=6, description="A sentence with fewer words is never split into clauses.")
    min_worth: float = Field(
        0.05,
        ge=0,
        le=1,
        description="Sentences less worth checking are no claims; low on purpose: rank, do not filter.",
    )


class EmbedConfig(Section):
    """Which encoder turns texts into vectors."""

    encoder: str = Field(
        "minilm",
        description="`minilm` (offline, English), `words` (hashed words without a model: a floor to compare with), or a local path or hub name for sentence-transformers.",
    )
    batch_size: int = Field(
        32, ge=1, le=1024, description="Texts per batch of a sentence-transformers model; `minilm` packs by tokens."
    )


class NarrativeHint(Section):
    """A narrative that the analyst names beforehand."""

    label: str = Field(min_length=1, description="The label that the report shows.")
    hints: tuple[str, ...] = Field((), description="Phrases or sentences that this narrative uses.")


class ClusterConfig(Section):
    """How passages become narratives."""

    granularity: str = Field(
        "medium",
        pattern="^(coarse|medium|fine)$",
        description="`coarse` (desks and topics), `medium` (narratives) or `fine` (single events).",
    )
    seed: int = Field(17, ge=0, description="Seed of every random step.")
    narratives: tuple[NarrativeHint, ...] = Field(
        (), description="Narratives named beforehand; the rest is discovered."
    )
    keywords: int = Field(8, ge=1, le=50, description="Keywords per narrative.")
    exemplars: int = Field(3, ge=1, le=20, description="Exemplar passages per narrative.")
    new_narrative_articles: int = Field(
        2, ge=1, description="Articles of a later batch that tell a story of their own before it is a narrative."
    )
    representation: str = Field(
        "",
        description="A representation model of bertopic that labels the narratives, as `FILE.py:NAME`; the file is run. Empty: the corpus's own phrases.",
    )
    stability_runs: int = Field(10, ge=0, le=200, description="Resampled runs behind the stability figure; 0 skips it.")


class LinkConfig(Section):
    """When two claims are the same claim."""

    min_probability: float = Field(0.32, ge=0, le=1, description="A less probable pair is no link.")
    neighbours: int = Field(10, ge=1, le=200, description="Nearest neighbours that each claim is compared with.")
    min_group_probability: float = Field(
        0.38,
        ge=0,
        le=1,
        description="Two groups of claims merge only if all their pairs reach this probability on average.",
    )
    context_weight: float = Field(
        0.2, ge=0, le=0.5, description="Weight of the neighbouring sentences in a claim's vector."
    )
    align_words: bool = Field(
        default=True,
        description="Match promising pairs word by word in context (English); without it links are found faster and less well.",
    )
    second_look: bool = Field(
        default=True,
        description="Let the relation model read both sentences of every link (English); without it more links are wrong.",
    )
    window_days: int = Field(0, ge=0, description="Compare only claims published within so many days; 0: no limit.")


class RelateConfig(Section):
    """When linked claims repeat, agree or diverge."""

    min_confidence: float = Field(0.5, ge=0, le=1, description="A verdict with less confidence is left undecided.")
    model: str = Field(
        "shipped",
        min_length=1,
        description="Second opinion on linked claims: `shipped`, `none` (rules alone), or a local path or hub name of an NLI cross-encoder.",
    )
    min_block_words: int = Field(8, ge=4, description="Shorter shared wording is no repeat.")
    rare_in: int = Field(
        12,
        ge=2,
        le=1000,
        description="Three words in a row that stand in more articles than this are no sign of copying.",
    )
    quotes_repeat: bool = Field(
        default=True,
        description="A claim that is the same quotation in both sources repeats; else it agrees. It is never copied wording between articles.",
    )


class CompareConfig(Section):
    """How sources are compared."""

    max_q: float = Field(0.05, gt=0, le=1, description="False-discovery rate of the words that set a source apart.")
    max_words: int = Field(12, ge=1, description="Contrasting words per source and narrative.")
    min_count: int = Field(3, ge=1, description="A contrasting word occurs at least this often.")
    min_nearness: float = Field(
        0.15,
        ge=0,
        le=1,
        description="A silent source with a sentence at least so near to the claim is listed as perhaps not silent.",
    )


class ReportConfig(Section):
    """What the page shows."""

    title: str = Field("", description="Title of the page; empty: made from the narratives.")
    max_findings: int = Field(3, ge=1, le=50, description="Entries in each list of findings; the rest is counted.")
    list_claims: int = Field(
        250,
        ge=1,
        description="Rows of the table of shared claims that can be read without scripts; the others are packed.",
    )
    max_claims: int = Field(6000, ge=1, description="Rows of the table of shared claims in all; the rest is counted.")
    open_claims: int = Field(
        100, ge=0, description="Rows that open to their sentences; in the others the marks lead into the articles."
    )
    single_claims: int = Field(
        12, ge=0, description="Claims listed per source that no other source makes; the rest is counted."
    )
    excerpts_only: bool = Field(
        default=False, description="Leave out the full texts: a page of quoted sentences, for sharing."
    )
    parquet: bool = Field(default=False, description="Write the tables as Parquet too; needs the extra `parquet`.")
    split_over: int = Field(
        2000, ge=1, description="Above so many articles the page is an index, and each narrative has a page of its own."
    )
    plotly: bool = Field(
        default=True, description="Embed the interactive charts; without them the page is 0.7 MB smaller."
    )


class EngineConfig(Section):
    """How the work is run; no setting here changes any result."""

    name: str = Field("serial", description="`serial` or `processes`.")
    workers: int = Field(0, ge=0, le=256, description="Worker processes; 0: one per core.")


def _write_scalar(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (int, float)) else value


class WatchedText(Section):
    """A claim that a fact-checker starts from."""

    text: str = Field(min_length=1, max_length=2000, description="The claim, as a whole sentence.")
    id: str = Field("", max_length=80, description="Its id in the results; empty: made from the text.")
    label: str = Field("", max_length=200, description="What the report calls it; empty: the text itself.")


class Config(Section):
    """The whole configuration: one section per stage, and what the analyst knows beforehand."""

    ingest: IngestConfig = IngestConfig()
    clean: CleanConfig = CleanConfig()
    extract: ExtractConfig = ExtractConfig()
    embed: EmbedConfig = EmbedConfig()
    cluster: ClusterConfig = ClusterConfig()
    link: LinkConfig = LinkConfig()
    relate: RelateConfig = RelateConfig()
    compare: CompareConfig = CompareConfig()
    report: ReportConfig = ReportConfig()
    engine: EngineConfig = EngineConfig()
    watch: tuple[WatchedText, ...] = Field(
        (), description="Claims that a fact-checker starts from; each is answered for every source, made by it or not."
    )
    sources: dict[str, dict[str, str]] = Field(
        {},
        description="Attributes of sources by name, such as country, group or ownership; sources are compared by them.",
    )

    @field_validator("sources", mode="before")
    @classmethod
    def _read_plain_values(cls, value: object) -> object:
        """Take ``founded: 1999`` and ``public: true`` for texts, as attributes are only compared for being the same."""
        if not isinstance(value, Mapping):
            return value
        return {
            name: {key: _write_scalar(item) for key, item in keys.items()} if isinstance(keys, Mapping) else keys
            for name, keys in value.items()
        }

    @field_validator("watch", mode="before")
    @classmethod
    def _read_plain_texts(cls, value: object) -> object:
        """Take a plain text for a claim without id and label."""
        if isinstance(value, (list, tuple)):
            return [{"text": item} if isinstance(item, str) else item for item in value]
        return value

    @field_validator("watch")
    @classmethod
    def _refuse_equal_ids(cls, value: tuple[WatchedText, ...]) -> tuple[WatchedText, ...]:
        names = [item.id or item.text for item in value]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise PydanticCustomError("twice", "the same claim stands there twice: {name}", {"name": twice})
        return value
