"""Words by which outlets, sections of a paper and share buttons give themselves away."""

from __future__ import annotations

from typing import Final

# In the name of a paper, a station or an agency.
OUTLET_WORDS: Final = frozenset({
    "agency", "argonaut", "argus", "broadcasting", "bulletin", "channel", "chronicle", "courier", "daily",
    "dispatch", "echo", "evening", "examiner", "express", "gazette", "globe", "guardian", "headlines", "herald",
    "independent", "inquirer", "insider", "journal", "ledger", "magazine", "mail", "media", "mirror", "monitor",
    "morning", "network", "news", "observer", "online", "post", "press", "radio", "record", "register", "report",
    "reporter", "reports", "review", "sentinel", "standard", "star", "sun", "telegraph", "times", "today",
    "tribune", "tv", "weekly", "wire",
})  # fmt: skip

# In the label over a headline: a line of nothing else is one.
SECTION_WORDS: Final = frozenset({
    "&", "/", ":", ">", "africa", "america", "americas", "analysis", "and", "asia", "asia-pacific", "blog", "blogs",
    "breaking", "business", "china", "climate", "column", "columns", "commentary", "crime", "culture", "defence",
    "defense", "east", "economy", "editorial", "education", "entertainment", "environment", "eu", "europe",
    "exclusive", "exclusives", "explainer", "feature", "features", "finance", "global", "headlines", "health",
    "home", "international", "iran", "israel", "latest", "law", "lifestyle", "live", "local", "markets", "middle",
    "military", "money", "national", "news", "op-ed", "opinion", "opinions", "perspective", "politics", "press",
    "region", "release", "report", "reports", "russia", "science", "security", "society", "special", "sport",
    "sports", "stories", "story", "tech", "technology", "top", "travel", "uk", "ukraine", "update", "updates", "us",
    "usa", "venezuela", "video", "videos", "war", "world", "|",
})  # fmt: skip

# On share buttons: a line of nothing else, with a verb among them, is a share bar.
SHARE_WORDS: Final = frozenset({
    "article", "bookmark", "by", "comment", "comments", "copy", "e-mail", "email", "facebook", "flipboard",
    "friends", "google", "google+", "instagram", "it", "line", "link", "linkedin", "mail", "messenger", "more",
    "on", "page", "pin", "pinterest", "plus", "pocket", "post", "print", "reddit", "save", "share", "shares", "sms",
    "story", "telegram", "this", "to", "tumblr", "tweet", "tweets", "twitter", "url", "via", "viber", "vk",
    "whatsapp", "with", "x", "your", "youtube",
})  # fmt: skip

# The verbs among them, and the networks that stand for one.
SHARE_VERBS: Final = frozenset({
    "e-mail", "email", "facebook", "pin", "print", "share", "shares", "tweet", "twitter", "whatsapp",
})  # fmt: skip
