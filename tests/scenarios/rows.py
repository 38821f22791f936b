"""What districts and associations need of the program, one row each, in our own words.

A row is called after the sort of process it comes from: 0 equity audits, accelerators and assessments of
implementation; 1 an association's strategy for its members; 2 school improvement; 4 collaborative audits.
"""

from __future__ import annotations

import re

ROWS: dict[str, str] = {
    "0.1": "Strengths, areas to improve and next steps, domain by domain and by group",
    "0.2": "Documents and data coded beside what people said, each kind of source in its own column",
    "0.3": "Who was heard: roles, kinds of session, languages, sites, and who is missing",
    "0.4": "A framework that can be exchanged, findings in its order, and domains without evidence",
    "0.5": "How far each group experiences the district as a place to work and learn; who was silent",
    "0.6": "Codes of the project's own, with a record of when they came and why",
    "0.7": "Independence that shows: agreement, negative cases, what began as a suggestion",
    "0.8": "Recommendations that lead to findings and words, with who asked for them, owner and time",
    "0.9": "A board that says what is held, transcribed, coded and reviewed",
    "0.10": "What is working, most widely raised first, with the conditions",
    "0.11": "Where progress was made, wave beside wave, groups of five or more",
    "0.12": "Where to focus: how widely a concern is shared and how much it would move, with votes",
    "0.13": "A readout of one page from one work session",
    "0.14": "A short report from live notes, with few codes",
    "0.15": "Systems assessed as the framework names them, and only what was asked",
    "0.16": "District leaders beside school leaders, as perceptions and never as facts",
    "0.17": "How far each system is put into practice; not knowing kept apart",
    "0.18": "Which difference is seen for students, staff and families, and where practice makes none",
    "0.19": "A report of the current status that puts itself together",
    "0.20": "An agenda for a first session on the results, with questions and room for reactions",
    "0.21": "From answers to a report in one sitting",
    "0.22": "Processes side by side before one is chosen, and what the choice brings",
    "0.23": "Withdrawing a person takes their words out of everything",
    "0.24": "One page, the whole report and its tables from the same data",
    "0.25": "A sheet for the people of a session: what we heard from you",
    "0.26": "What became of earlier recommendations half a year later",
    "0.27": "No aggregate that hides people: by group and pairs of groups, small ones protected",
    "1.1": "Symptoms told apart from causes, and blame of people never printed as a cause",
    "1.2": "How far talk of bias reaches: society, institution, people, oneself",
    "1.3": "What is believed, what is done and what is written, set against each other",
    "1.4": "By gender, disability, language and more, as speakers named them, and pairs",
    "1.5": "The same question in different districts, with their contexts beside it",
    "1.6": "A bank of practices that others can take up",
    "1.7": "An organization as the subject: a relabelled codebook that stays comparable",
    "1.8": "Reviewers read and comment without changing anything",
    "1.9": "Tracks that strengthen each other, each with its summary",
    "1.10": "How this was done, written from the log",
    "1.11": "Findings beside the items of a plan, and which stand alone",
    "1.12": "What changed since last time in findings and codebook, and why",
    "1.13": "Open survey answers in the same project, in a column of their own",
    "1.14": "The mix of zones by group and never by person",
    "1.15": "Movement between waves, in every direction",
    "1.16": "A sheet for a team to reflect on; nothing about one person",
    "1.17": "What helps to move, by the zone it is named from",
    "1.18": "Providers that members recommend and that made a difference",
    "1.19": "A private sheet for reflecting with colleagues",
    "1.20": "Frameworks set against each other, and how much of one the other covers",
    "1.21": "Findings, core values and plan items in one matrix",
    "1.22": "Needs for support by stage and context, five or more in each cell",
    "1.23": "Measures of success beside what people say",
    "1.24": "Dated steps: done, partly, not",
    "1.25": "Names of tracks that can be changed",
    "2.1": "Local strengths before needs, group by group",
    "2.2": "A profile of context and conditions",
    "2.3": "Goals with their measures, and goals without",
    "2.4": "The nine elements of readiness as a grid",
    "2.5": "Readiness rated from 0 to 3 with its excerpts, and where roles disagree",
    "2.6": "Root causes by people, strategies mapped to them, and warnings",
    "2.7": "The skeleton of a plan and the steps to it",
    "2.8": "Ideas for a new design by theme and by who proposed them",
    "2.9": "What principals need of coaching, kept inside",
    "2.10": "Evidence of shared teaching practice by team",
    "2.11": "Did we do it, and does it make a difference? Item by item, over waves",
    "2.12": "What a district office can do, and a few recommendations of high yield",
    "2.13": "Who does what, who hands on to whom, and where it rubs",
    "2.14": "Freedom a zone of schools needs beside what it has",
    "2.15": "Codes over time beside indicators, without claiming a cause",
    "4.1": "Questions to chase, answered and not",
    "4.2": "Strengths by group, students first",
    "4.3": "Inequities, and who is said to have more or less",
    "4.4": "From an inequity to its root causes",
    "4.5": "Priorities by reach and votes, with ties",
    "4.6": "Every finding by role: said, not raised, not asked",
    "4.7": "Groups counting alike beside people counting alike",
    "4.8": "Students lead; adults who speak about students stand apart",
    "4.9": "Who speaks in which kind of session",
    "4.10": "Being respected and heard, by group",
    "4.11": "Growing skill with data, and sheets in plain words",
    "4.12": "What we know, think and assume",
    "4.13": "Commitments with owners and dates",
    "4.14": "Improvements made together, and the sessions they are from",
    "4.15": "A sheet that young people can read",
}
"""Number → what is needed."""

_NAMED = re.compile(r"test_row_(\d)_(\d+)_\w+$")


def row_of(test: str) -> str | None:
    """The row that a test is the scenario of, told by its name: `test_row_0_05_extent` → `0.5`."""
    found = _NAMED.match(test.partition("[")[0])
    return f"{found[1]}.{int(found[2])}" if found else None
