"""The words that stand in the labels of speakers, and what they are beside a name."""

from __future__ import annotations

from coder.domain.text import fold

_ROLES = """
    admin administrator adult alumna alumni alumnus anonymous assistant audience aunt board boy brother
    bus caller caregiver caseworker chair chief child children class coach community coordinator
    counselor counsellor dad daughter department deputy director district driver educator elementary
    employee english estudiante everyone facilitador facilitadora facilitator family father female first
    five four freshman fifth fourth girl grade grader grandfather grandma grandmother grandpa group guardian
    guest high home hombre host interpreter interviewee interviewer intérprete kid kindergarten leader liaison
    librarian madre maestra maestro male mamá man manager member mentor middle mixed moderator moderadora mom
    mother mujer mum multiple notetaker nurse observer office officer one padre papá paraprofessional parent
    participant participante peer person phone portuguese primary principal profesor profesora professor
    programme program psychologist recorder researcher respondent school science second secretary senior
    several sister six social son sophomore spanish speaker speakers specialist staff student students
    superintendent support table teacher team third three translator tutor two uncle unclear unidentified
    unknown user vice visitor voice voices volunteer woman worker
"""

_COMMON_WORDS = """
    alma amber amor angel april art august autumn bear bell best bill black blanca blanco blessing blue book
    bravo brook brown case cash chance charity chase christian church cliff cook cross cruz crystal daisy
    dawn day dean destiny drew early east eve fair faith field fields fish flor flores flower flowers forest
    foster fox frank frost gates gene ginger glass golden good grace grant gray green grey guerra guy hall
    hand happy harmony hazel heath heather heaven hill holly honey honor hope house hunt hunter iris ivy
    jack jade jay joy june justice king knight lake lane law leal leo lily little long love luna luz major
    mar mark mason max may melody mercedes mercy mia miles milagros mills moon morales nick noble north
    olive page park parks patience paz peace pearl penny pilar place pope post power precious price prince
    promise prudence queen rain ray reading red reed rice rich ring river rivers rob rock root rosa rose ruby
    sage serenity sharp short singer sky small snow sol soledad song star stone storm strong sue summer
    sunny swift temple trinity victor violet wade walker wall ward waters way weeks wells west white wild
    will winter wise wolf wood woods worth young
"""

GENERIC = frozenset(map(fold, _ROLES.split()))
"""What people are called who are not named: roles, kinds of people, numbers. Folded."""

COMMON = frozenset(map(fold, _COMMON_WORDS.split()))
"""Names that are ordinary words too, which only their capital tells apart. Folded."""

TITLES = frozenset(
    {"dr", "miss", "mister", "mr", "mrs", "ms", "mx", "prof", "rev", "senor", "senora", "sr", "sra", "srta"}
)
"""What stands before a name. Folded."""

PARTICLES = frozenset({"bin", "da", "de", "del", "den", "der", "do", "dos", "la", "le", "van", "von"})
"""Small words inside a name. Folded."""

LINKING = frozenset({"at", "by", "con", "en", "for", "from", "in", "of", "on", "para", "the", "who", "with"})
"""Words that show that a label describes somebody. Folded."""

SITE_WORDS = frozenset({"district", "elementary", "high", "middle", "office", "school"})
"""What many sites are called, so that it tells none of them. Folded."""
