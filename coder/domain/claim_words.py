"""Whether a claim is a sentence: it has a verb, and so says something that can be true or not."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")

_VERB_FORMS = """
    am is are was were be been has have had do does did can cannot could may might must shall should will
    would isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't can't couldn't won't
    wouldn't ain't shouldn't it's that's there's they're we're you're i'm they've we've agree agrees become
    becomes became begin begins began belong belongs believe believes bring brings brought carry carries
    come comes came decide decides depend depends describe describes differ differs disagree disagrees
    ensure ensures exist exists expect expects explain explains fall falls fell feel feels felt find finds
    found follow follows get gets got give gives gave go goes went grow grows grew happen happens hear hears
    heard hold holds keep keeps kept know knows knew learn learns leave leaves left let lets lie lies listen
    listens lose loses lost make makes made mean means meant meet meets mention mentions met miss misses
    notice notices owe owes pay pays paid praise praises prefer prefers put puts raise raises reach reaches
    reached read reads receive receives rely relies remain remains remember remembers say says said see sees
    saw seem seems send sends sent showed shown speak speaks spoke stay stays take takes took tell tells
    told think thinks thought travel travels treat treats understand understands want wants write writes
    wrote wait waits
"""

_OFTEN_NOUN_FORMS = """
    account accounts answer answers ask asks benefit benefits call calls care cares change changes
    concern concerns cost costs demand demands experience experiences face faces fear fears focus help
    helps hope hopes impact impacts influence lack lacks limit limits link links look looks matter
    matters name names need needs offer offers pass plan plans point points praise report reports
    request requests respect result results run runs share shares show shows stand stands start starts
    struggle struggles support supports talk talks trust trusts turn turns use uses value values vary
    varies view views voice voices wish wishes work works worry worries
"""

_OBJECTS = """
    a an the this that these those their its our his her my your it them us one no not more less most few
    many some all every each what how who whom why when where whether out up as better well only too
"""

_VERBS = frozenset(_VERB_FORMS.split())
"""Forms that are hardly ever anything but verbs, with some that are at the head of few topics."""

_OFTEN_NOUNS = frozenset(_OFTEN_NOUN_FORMS.split())
"""Forms that are nouns as often, and verbs only where an object or an adverb follows."""

_AFTER_A_VERB = frozenset(_OBJECTS.split())
_SUBJECTS = frozenset({"who", "they", "we", "you", "i", "people", "children", "staff", "everyone", "nobody"})
_ARTICLES = frozenset({"a", "an", "the", "our", "their", "each", "every", "no", "one", "this", "that"})
_AFTER_A_NOUN = frozenset({"of", "and", "or", "in", "for", "with", "at", "on", "by", "to", "from"})
_PAST = re.compile(r"[a-z]{2,}(?:ed|ied)")


def looks_like_topic(claim: str) -> bool:
    """Whether a claim seems to have no verb: `Belonging at school` and not `Students belong nowhere`.

    A guess by the forms of English words, for a remark and never for a refusal.
    """
    words = [word.lower().replace("\u2019", "'") for word in _WORD.findall(claim)]
    return not any(_is_verb(words, at) for at in range(len(words)))


def _is_verb(words: list[str], at: int) -> bool:
    word = words[at]
    if word in _VERBS:
        # What begins a text is its subject, or an order; `means to an end` and `left behind` are rare.
        return at > 0 or word.endswith("n't")
    following = words[at + 1] if at + 1 < len(words) else ""
    if at == 0 or not following or following in _AFTER_A_NOUN:
        return False
    if word in _OFTEN_NOUNS:
        return following in _AFTER_A_VERB or _has_subject(words, at)
    return _PAST.fullmatch(word) is not None and following in _AFTER_A_VERB


def _has_subject(words: list[str], at: int) -> bool:
    """Whether what stands before can be the subject of a verb: `students need`, `the district needs`."""
    before = words[at - 1]
    if words[at].endswith("s") and not words[at].endswith("ss"):
        return at > 1 and words[at - 2] in _ARTICLES
    return before in _SUBJECTS or (before.endswith("s") and not before.endswith("ss"))
