"""What boilerplate says: patterns for whole lines and for pieces inside a line, each with the reason that is recorded.

``ANYWHERE`` holds what no article says of itself, wherever the line stands. ``EDGES`` holds what is boilerplate only
before the first or after the last sentence of the body: there "Reuters" is a label, inside it may be a sub-heading.
A pattern matches a whole line, without its bullet, in any case unless it says ``(?-i:…)``.
"""

from __future__ import annotations

import re
from typing import Final

ADVERTISEMENT: Final = "advertisement"
BYLINE: Final = "byline"
CAPTION: Final = "photo caption or credit"
COMMENT_PROMPT: Final = "comment prompt"
CONTACT: Final = "contact or social"
COPYRIGHT: Final = "copyright"
CREDIT: Final = "credit"
DATE: Final = "date line"
NEWSLETTER: Final = "newsletter or subscription"
PAGE: Final = "page control"
RATING: Final = "rating"
RELATED: Final = "related story"
SECTION: Final = "section label"
SEPARATOR: Final = "separator"
SHARE: Final = "share bar"
TAGS: Final = "tags"
TRACKBACK: Final = "trackback"

_AGENCY = (
    r"(?:reuters|associated press|ap|afp|agence france-presse|epa|efe|getty(?: images)?|xinhua|tass|sputnik|anadolu)"
)
_STOCK = rf"(?:{_AGENCY}|pixabay|shutterstock|i?stock(?:photo)?|unsplash|pexels|wikimedia(?: commons)?|flickr|file)"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
_DATE = rf"{_DAY}(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}|\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{2,4}})"
_CLOCK = r"\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: ?(?:[a-z]{2,4}|gmt[+-]?\d{0,2}))?"
_BYLINE_WORD = r"(?:[A-Z@][\w.'’-]*|and|&|with|for|of|in|the|de|van|von|der|al|bin|el|la|at)"
NETWORK = r"(?:facebook|twitter|instagram|x|youtube|telegram|linkedin|tiktok|google news|whatsapp|parler|gab|gettr|truth social|rumble)"

ANYWHERE: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        COMMENT_PROMPT,
        (
            r"please enter your (?:comment|name|e-?mail|website)[^.?]{0,40}[!.]?",
            r"(?:please )?(?:leave|post|add|write|submit) (?:a |an |your )?(?:reply|comment|response)s?(?: (?:to|on|below|here)\b.{0,80})?",
            r"leave (?:a reply|a comment) cancel reply|cancel reply",
            r"your e-?mail address will not be (?:published|shown|displayed).{0,80}",
            r"required fields are marked ?\*?",
            r"save my name,? e-?mail,? (?:and website )?.{0,80}",
            r"(?:view|show|see|read|hide|load) (?:all |more |the |previous )?(?:\d+ )?comments?(?: \(\d+\))?",
            r"no comments yet\b.{0,60}|(?:\d+ |no )?comments?[.!:,] (?:log|sign) in .{0,60}|be the first to (?:write|leave|post|reply|respond).{0,60}",
            r"(?:log|sign) in to (?:reply|comment|join).{0,60}|(?:like|rate) this:?|your comment is awaiting moderation\.?|sort by [\w ]{2,20}|disqus comments?|newest oldest(?: most voted)?",
            r"inline feedbacks?|notify of|notify me of .{0,60}|most voted|oldest|newest",
            r"(?:\d+|no) (?:comments?|repl(?:y|ies)|responses?|thoughts?) (?:on|to) [\"“‘'].{1,200}",
            r"comments (?:are|have been) (?:closed|disabled|turned off)[^.]{0,60}\.?",
            r"(?:you must be|please) (?:logged|log|sign|signed) in to (?:post|leave|add|write|view) .{0,40}comments?\.?",
            r"(?:join|start|be part of) the (?:conversation|discussion)(?: below)?[.!]?|be the first to comment[.!]?",
            r"this site uses akismet .{0,120}|please let us know if you['’]re having issues with commenting\.?",
        ),
    ),
    (
        RATING,
        (
            r"(?:post |page )?views?:? ?[\d.,]+[km]?|[\d.,]+[km]? (?:views|reads)",
            r"\d+(?:\.\d+)? (?:\d+ )?votes?|article rating|(?:please )?rate this (?:article|post|story|item).{0,40}",
            r"(?:average |avg\.? ?)?rating:? ?\d.{0,60}|\d+(?:\.\d+)? avg\. rating.{0,60}",
            r"click (?:to|on a star to) rate (?:this|it).{0,40}|no votes so far.{0,60}|[★☆✩✪⭐]{2,}.{0,20}",
        ),
    ),
    (
        SHARE,
        (
            r"share (?:this|the|on|via|with|to)\b[^.]{0,60}|share:|click to (?:share|email|print) .{0,100}|(?:\d[\d.,]*[km]? )?shares?",
            r"share all sharing options for:.{0,240}|(?:share|tweet|e-?mail|print)(?: (?:this|it))?|copy (?:the )?(?:link|url)(?: to clipboard)?|whatsapp",
        ),
    ),
    (
        RELATED,
        (
            r"(?:also )?(?:read|see|watch|more|related)(?: (?:more|also|next|related|this))?: ?\S.{3,200}",
            r"more:\S.{3,200}|(?:also read|see also|don['’]t miss|also on [\w. ]{2,30}|in case you missed it|icymi)(?: ?[:|–-].{0,200})?",
            r"read more(?: (?:here|on|from|about|of)\b[^.]{0,80})?|read (?:the )?(?:full |original |whole )(?:story|article|report|post)(?: here)?\.?",
            r"read more [^.]{2,40} stories|most read in [^.]{2,30}|click here (?:for|to read) (?:more|the)\b.{0,100}",
            r"(?-i:READ|WATCH|SEE) ?\| ?.{3,200}|[^.!?|]{10,180} \| (?-i:Read|Watch)|don['’]t miss our top stories",
            r"(?:(?:you|readers) (?:may|might|could) (?:also )?(?:like|enjoy)|recommended|more on this(?: story| topic)?|read also)(?: for you)? ?[:–-] ?.{3,200}",
            r"(?:▶|►|»|>>) ?\S.{3,160}|(?-i:NOW WATCH|IN THE NEWS|READ NEXT|FLASHBACK): ?.{3,200}|[^.!?]{10,180}[^:,] (?-i:Read more)",
        ),
    ),
    (
        NEWSLETTER,
        (
            r"sign up (?:for|to|here|now|today|below)\b.{0,240}",
            r"(?:please )?subscribe(?: (?:to|now|for|here|today|and)\b.{0,200})?[.!]?",
            r"(?:get|receive) .{0,160}(?:newsletter|(?:to|in) your (?:inbox|e-?mail)).{0,120}",
            r"(?:join|follow) (?:our|the|us on our) .{0,60}(?:newsletter|mailing list|telegram|whatsapp|channel).{0,80}",
            r"(?:by (?:signing up|subscribing|submitting|registering|clicking)|you can unsubscribe).{0,200}",
            r"(?:enter|submit) your e-?mail.{0,120}|e-?mail address ?\*?|already (?:a |have a )?(?:subscribe|member|registered|account).{0,80}",
            r"register (?:now )?for free .{0,120}|thank(?:s| you) for (?:subscribing|signing up|reading|visiting|sharing your)\b.{0,100}",
            rf"click here to (?:subscribe|sign up|join|donate)\b.{{0,80}}|[^.]{{2,60}} is (?:now |also )?on {NETWORK}\b.{{0,80}}(?:subscribe now|click here|join (?:us|here|now)|follow us).{{0,60}}",
            r"(?:start|begin) your (?:free )?(?:trial|subscription).{0,60}|manage newsletters?",
            r"(?:support|donate to) (?:us|our (?:work|journalism)|independent journalism|quality journalism).{0,160}",
            r"share your experiences, suggestions,? and any issues .{0,120}",
            r"(?:enjoy(?:ing|ed)?|like|love|value|appreciate) (?:the |our |this |what )[^.?!]{2,60}\? ?(?:please |then |why not )?(?:support|subscribe|donate|become|join|consider|help us)\b.{0,160}",
            r"(?:please )?support (?:your )?(?:local|independent|free|quality|honest|public-interest) (?:news|journalism|reporting|media)\b.{0,160}",
        ),
    ),
    (
        PAGE,
        (
            r"(?:we|this (?:web)?site|our (?:web)?site|our partners) uses? (?:essential |technical )?cookies.{0,400}",
            r"(?:accept|reject|manage) (?:all )?cookies|by continuing to (?:use|browse).{0,200}cookies.{0,200}",
            r"loading ?(?:\.\.\.|…)?|skip (?:to|past) [^.]{3,60}|back to (?:top|home)|scroll (?:down )?(?:for|to) [^.]{3,40}",
            r"continue reading(?: (?:the|this|below|with|your|at|→)\b.{0,100})?(?:\.\.\.|…|»|→)?|keep reading(?:\.\.\.|…)?",
            r"(?:\d+|an?) min(?:ute)?s?['’]? (?:read|listen)(?:ing time)?|(?:estimated )?reading time:? .{1,30}",
            r"this article is more than (?:\d+|an?|one|two|three|four|five) (?:months?|years?) old\.?",
            r"(?:listen to|play|download) (?:(?:this|the) )?(?:article|story|episode|audio|video)[^.]{0,80}|(?:pause|mute) video",
            r"read or share this story:? .{0,80}|this (?:is a|story is|article is) (?:breaking|developing)(?: news)?(?: story)?[^.]{0,40}\.?(?: .{0,80})?",
            r"slideshow(?: \(\d+ images?\))?|view (?:gallery|slideshow|image|photos?|all \d+ photos?)|\d+ of \d+",
            r"watch (?:the )?(?:latest )?(?:video|live)(?: at| on)? [^ ]{3,60}|hide caption|toggle caption|click here to (?:get|download) the .{0,60} app",
            r"(?:new )?you can now listen to .{0,40} articles!?|(?:show|load|see|view) (?:more|less|all)",
            r"(?:terms (?:of (?:use|service)|and conditions)|(?:privacy|cookie) policy|contact us|about us|advertise with us)(?: ?[|·•/&] ?.{2,60})?",
            r"print friendly.{0,30}|a\+ ?a-|font size:?|powered by .{2,30}|report (?:a |an )?(?:typo|error)|reuse this content|search for:?",
            r"site (?:mobile )?navigation|site index|main (?:menu|navigation)|primary menu",
            r"https?://(?:\S{3,400}\.(?:jpe?g|png|gif|webp|mp4|mp3)\b\S{0,200}|(?:www\.|m\.)?(?:youtube\.com|youtu\.be|twitter\.com|x\.com|instagram\.com|facebook\.com|vimeo\.com|t\.co)/\S{1,200})|\d{4}-\d\d-\d\dT\d\d:\d\d\S{0,12}",
            r"javascript is .{0,120}|please enable javascript.{0,120}|your browser (?:does not|doesn['’]t) support .{0,120}",
        ),
    ),
    (
        ADVERTISEMENT,
        (
            r"advert(?:isement|ising|orial)?s?[:.]?(?: ?[-–] ?(?:story|article|scroll|continue).{0,60})?",
            r"(?:sponsored|promoted|paid|partner)(?: content| links?| stories| post| by .{2,40})?[:.]?",
            r"(?:story|article|content|report) continues? (?:below|after)(?: (?:this |the )?(?:ad|advertisement|video|newsletter|sponsor).{0,40})?[.:]?",
        ),
    ),
    (
        COPYRIGHT,
        (
            r"(?:©|\(c\)|copyright\b|&copy;).{0,300}",
            r".{0,200}\ball rights reserved\b.{0,200}|this (?:material|content) may not be (?:published|reproduced|copied).{0,200}",
            r"(?:re-?)?(?:published|printed|posted) (?:here )?(?:with|by) permission.{0,120}|click here for reprint permission\.?",
        ),
    ),
    (
        TAGS,
        (
            r"(?:tags?|filed under|filed in|posted in|categor(?:y|ies)|keywords?|hashtags?|topics?|labels?) ?[:|] ?.{1,400}",
            r"(?:filed under|posted in|tagged(?: (?:with|as|in))?) [^.]{1,200}|(?:#\w{2,40}[,; ]{0,3}){2,}",
        ),
    ),
    (
        CAPTION,
        (
            r"\[(?:photo|image|picture|video|file photo)\b[^\]]{0,100}\]|(?:featured|top|main|cover|header|lead) (?:image|photo)(?: credits?)?: ?.{2,160}",
            r"enlarge this image.{0,200}|.{0,200}\btoggle caption\b.{0,120}|(?:image|media|video) (?:source|caption|credit|copyright)\b.{0,300}",
            r"(?:file )?(?:photo|picture|photograph|illustration|graphic)s?(?: credits?| source)? ?(?:[:|]|/(?= ?(?-i:[A-Z]))) ?.{2,160}|(?:photo|image) credits?\b.{0,120}",
            r"(?:image|credit|pic|photographer)s?(?: credits?| by| source)? ?[:/] ?(?-i:[A-Z@©(]).{1,120}",
            r"(?:photo|photograph|image|picture|illustration)s?(?: (?:by|courtesy(?: of)?|via)) .{2,100}",
            rf"\((?:[^()]{{0,80}}[/:|,] ?)?{_STOCK}(?: (?:photo|images?|file photo))?(?: ?[/:|,] ?[^()]{{0,80}})?\)",
            r"\((?:photo|image|picture|credit|source|video)(?: credit| by| courtesy)?[: ][^()]{2,100}\)",
        ),
    ),
    (
        CONTACT,
        (
            rf"(?:you can )?(?:also )?(?:follow|like|find|connect with|join) .{{0,80}}\bon (?:the )?{NETWORK}\b.{{0,160}}",
            r"follow (?:us|me|@\w{2,30})\b.{0,80}|like us on .{0,80}|subscribe to our .{0,80}",
            r"(?:send|e-?mail|submit) (?:us )?(?:your )?(?:news )?(?:tips?|stories|story).{0,100}|got a (?:news )?tip.{0,120}",
            r"(?:e-?mail|contact|write to) (?:us|him|her|the (?:author|writer|reporter|editor))\b.{0,60}(?:@| at ).{0,100}",
            r"(?:disclaimer:? ?)?(?:the )?(?:views|opinions)(?: and (?:views|opinions))? (?:expressed|in this (?:article|piece|post|column|op-ed))\b.{0,160}\b(?:author|writer|columnist|contributor|personal|(?:their|his|her) own)\b.{0,200}",
            r".{2,60}['’]s website can also be accessed at .{0,60}|you can share this story on social media:?",
            r"we pay for your stories!?|do you have a story for .{0,60}",
        ),
    ),
    (
        CREDIT,
        (
            r"[^.!?]{2,200} contributed (?:reporting )?(?:to|for) this (?:report|story|article|piece|post)[^.]{0,60}\.?",
            r"(?:[–—-] ?)?with assistance (?:by|from) .{2,200}|contribut(?:ing|ed by) ?: ?.{2,350}|(?-i:[A-Z])[\w.'’ -]{3,50} contributed\.",
            r"\(?(?:additional |writing and )?reporting (?:and writing )?by .{2,300}|(?:writing|editing|edited|compiled|translated) by .{2,200}",
            r"(?:originally published|first published|this (?:article|story|piece|post) (?:was )?(?:originally |first )(?:published|appeared|ran))\b.{0,160}",
            r"\(?with (?:inputs?|reporting|additional reporting|files|contributions) (?:from|by) [^.]{2,80}[.)]{0,2}",
            r"\(?this story has (?:not )?been (?:published from|edited by).{0,160}|our standards: the thomson reuters trust principles\.?",
        ),
    ),
    (SEPARATOR, (r"[\W_]{1,40}",)),
)

EDGES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        COMMENT_PROMPT,
        (
            r"(?:\d+ )?comments?(?: \(\d+\))?:?|repl(?:y|ies)|guest|label|log ?in|sign in|subscribe|(?:your )?name ?\*?|website|(?:your )?e-?mail ?\*?|submit",
        ),
    ),
    (
        BYLINE,
        (
            # Everything in capitals but the joining words: "By Friday, the army had left" is a sentence.
            rf"(?-i:(?:[Bb]y|BY|[Ww]ritten by|[Ss]tory by):? {_BYLINE_WORD}(?:(?:[,;]| \||/| [–-])? {_BYLINE_WORD}){{0,15}})",
            r"(?:(?-i:[A-Z][\w.'’-]+) ){0,4}(?:staff|senior|special|chief|political|foreign|white house|defen[cs]e|opinion)? ?(?:staff )?(?:writer|reporter|correspondent|contributor|columnist|editor)s?",
            r"(?:by )?(?:our |the )?(?:web desk|news desk|staff|newsroom|editorial (?:board|team)|agenc(?:y|ies)|wire (?:services?|reports?)|admin|guest author|guest post)",
            rf"(?:opinion|analysis|commentary|review|column|illustration) by (?-i:{_BYLINE_WORD}(?: {_BYLINE_WORD}){{0,12}})",
            rf"(?:(?:reported|edited|written|compiled|posted|reviewed) by:?|(?:author|editor|reporter|writer):) (?-i:[A-Z@])[\w.'’, -]{{2,60}}|posted by .{{2,40}}|an? {_AGENCY} (?:journalist|reporter|correspondent)",
            rf"(?-i:(?:[Bb]y:? )?[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]*){{1,3}})(?: ?[|,–-] ?| )(?:{_DATE}(?:[ ,|–-]{{1,4}}{_CLOCK})?|@\w{{2,30}})",
            r"(?:by )?(?:from )?(?:our|a) (?:own |special |staff |foreign )?(?:correspondent|reporter)s?(?: (?:in|at) .{2,40})?",
            r"by (?-i:(?:[A-Z][\w'’.-]+ ){1,4})(?:staff|reporters?|correspondents?|writers?|desk|editors?|newsroom|bureau|agencies)(?: (?:writers?|reporters?))?",
            # "By Gazette staff and Meridian Wire Service": whoever has no name of his own, beside whom it names.
            r"by (?:(?-i:(?:[A-Z][\w'’.-]+ ){0,4}))(?:staff|agencies|wires?|reporters|correspondents|newsroom)(?:(?:,| and| with| &| ?[/|]) (?:the )?(?-i:[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){0,4})){1,3}(?: (?:staff|reporters?|writers?))?",
            r"special to .{2,40}|for (?-i:[A-Z])[\w ]{2,40}",
        ),
    ),
    (
        CREDIT,
        (
            rf"\(?(?:{_AGENCY}|ians|pti|ani|agenc(?:y|ies))\)?(?: ?[|:])?|(?:www\.)?[\w-]+(?:\.[\w-]{{2,20}}){{1,3}}/?",
            r"\((?-i:[A-Z])[\w .'’&-]{2,50} (?:wire|agency|news|press|service|wire services?|agencies|media|network)\)",
            rf"(?:the )?{_AGENCY}|(?:with|via|from|source:?) (?:the )?(?:{_AGENCY}|agenc(?:y|ies)|post wires|wire(?:s| reports)?)(?: .{{0,40}})?",
            r"(?:sources?|via|from|credits?) ?: ?.{2,100}",
            r"(?-i:by [a-z][a-z .'&-]{1,40})",
            r"(?-i:[A-Z])[\w .'’&-]{1,50}(?: ?/ ?[\w .'’&-]{2,60}){1,3} (?:19|20)\d\d\.?",
        ),
    ),
    (
        DATE,
        (
            rf"(?:(?:first |last )?(?:published|posted|updated|modified|created|date)(?: (?:on|at))?:? ?){{1,2}}.{{0,20}}?(?:{_DATE}|{_CLOCK}|\d+ \w+ ago).{{0,60}}",
            rf"{_DATE}(?:[ ,|–-]{{1,4}}(?:at )?{_CLOCK})?(?:[ |–-]{{1,3}}\w{{2,12}})?|{_CLOCK}[ ,|–-]{{1,4}}{_DATE}|{_CLOCK}",
            rf"[\w ,]{{2,40}}\| ?(?:updated|published):? .{{0,20}}?{_DATE}.{{0,30}}",
            r"\d+ (?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?) ago|(?:-- ?)?(?:editor['’]?s note:? )?this (?:report|story|article) (?:was|has been) (?:last )?updated.{0,80}",
        ),
    ),
    (
        CAPTION,
        (
            rf"(?:[\w.'’ -]{{2,40}}(?:/| via | for ))?{_STOCK}(?: (?:photo|images?))?(?:[/|][\w.'’ -]{{2,40}})?",
            r"(?:image|credits?|pics?|pictured|video)(?: credits?| by| source)? ?[:/|] ?.{1,120}",
        ),
    ),
    (
        CONTACT,
        (
            r".{2,120}\b(?:can be reached|may be reached|can be contacted|is reachable)\b.{0,160}",
            r"(?:the )?(?:views|opinions)(?: and (?:views|opinions))? expressed .{10,300}",
        ),
    ),
    (TAGS, (r"tags|topics|categories|filed under:?|keywords|archives",)),
    (NEWSLETTER, (r"donate(?: now| today)?!?",)),
    (
        RELATED,
        (
            r"(?:opinion|opposing view|analysis|video|photos|timeline|perspective):\S.{6,160}",
            r"(?:up next|next up|coming up(?: next)?|on next|still to come|also today) ?[:–-] ?\S.{3,200}",
            # "Related systems: H-6K | Tu-95MS": other pages of a kind, by name.
            r"(?:related|see also|similar|more|compare) [\w -]{2,30}: ?[^.?!|]{2,60}(?: ?\| ?[^.?!|]{2,60}){1,12}",
            r"related [\w -]{2,30}: ?\S[^.?!]{2,200}",
        ),
    ),
    (SHARE, (r"(?:facebook|twitter|whatsapp|linkedin|telegram|pinterest|reddit|messenger|instagram|youtube)",)),
    (
        PAGE,
        (
            r"-?30-?|ends?|\d{1,4}|close|menu|search|home|print|save|listen|video|watch:?|gallery|photos?|live|play|subscribe|next|previous|(?:previous|next) (?:article|post|story).{0,160}",
        ),
    ),
)

# A line that opens a list of other stories. What follows goes too where it reads like a headline.
RELATED_HEADERS: Final = (
    r"related(?: (?:posts?|articles?|stor(?:y|ies)|news|content|topics?|coverage|reading|links?|items?))?:?",
    r"(?:you|readers) (?:may|might|could) (?:also )?(?:like|be interested in|have missed|enjoy).{0,20}",
    r"(?:recommended|suggested|further|also)(?: (?:for you|reading|stories|articles|posts|read|videos?))?:?",
    r"more (?:from|on|in|about) [^.?!]{2,60}|more (?:stories|news|articles|coverage|headlines):?|(?:most )?(?:popular|viewed|read|shared)(?: (?:stories|posts|now|in .{2,30}))?:?",
    r"trending(?: (?:now|stories|topics|news))?:?|(?:latest|top|other|breaking) (?:stories|headlines|posts|videos?|articles):?|latest video",
    r"(?:also )?read(?: (?:more|next|also|this))?(?: (?:stories|on [\w ]{2,30}))?:?|see also:?|editor['’]?s['’]? (?:picks?|choice):?|don['’]t miss:?|around the web|from the web|recent posts",
)

# The same, but words that a sub-heading inside the body may be too.
TAIL_HEADERS: Final = (
    r"tags:?|topics:?|categories:?|filed under:?|keywords:?|archives|latest news|more news|recent posts|post navigation|about the author",
    r"(?:previous|next|newer|older) (?:article|post|story|posts|articles):?",
)

# Where the readers begin to speak.
COMMENT_HEADERS: Final = (
    r"(?:view|show|see|read) (?:all |the )?(?:\d+ )?comments?(?: \(\d+\))?|inline feedbacks?|notify of",
    r"(?:leave|post|add|write) (?:a |your )?(?:reply|comment)s?(?: cancel reply)?|please enter your comment!?",
    r"your e-?mail address will not be published.{0,60}|(?:\d+ )?comments?(?: \(\d+\))?:?",
    r"(?:\d+|one|two|three) (?:comments?|repl(?:y|ies)|responses?|thoughts?)(?: (?:on|to) [\"“‘'].{1,200})?|reader comments|join the (?:conversation|discussion)",
)
COMMENT_SIGNS: Final = (
    rf"(?:{_DATE})[ ,|–-]{{1,4}}(?:at )?{_CLOCK}|{_CLOCK}[ ,|–-]{{1,4}}{_DATE}|.{{1,40}} says:?|.{{1,40}} (?:on|wrote) {_DATE}.{{0,30}}",
    r"\d+ (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?) ago|reply|repl(?:y|ies) \(\d+\)|report(?: comment)?|guest|upvote|like|\d+ likes?",
)


def compile_lines(*patterns: str) -> re.Pattern[str]:
    """Return one pattern that matches a whole line if any of *patterns* does.

    >>> bool(compile_lines("close", "menu").fullmatch("Menu"))
    True
    """
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
