"""The engine on its own: what it learns, what it says, and what it does with odd input."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from coder.domain.codebook import BoundaryExample, Code, CodeStatus
from coder.domain.codebook import Example as Sample
from coder.errors import InputError
from coder.suggest import Engine, Example, RankedCode

TOPICS = {
    "BUS": (
        "Transport",
        "Getting to school: buses, routes and who drives",
        "bus driver route ride late stop",
    ),
    "FOOD": ("Meals", "What is eaten at school and who pays", "lunch cafeteria pizza hungry tray breakfast"),
    "SAFE": ("Safety", "Feeling safe in halls and bathrooms", "unsafe fight bathroom scared hall guard"),
    "LANG": (
        "Language",
        "Languages of families and interpreters",
        "spanish interpreter translate letter words read",
    ),
}
FILLER = "we they always really my kid said teacher year then school nobody asked"
ODD = "\ud800 \x1b[31m <b>[/b] 👩‍👩‍👧 \u202e ñ"


def code(
    code_id: str, name: str = "", definition: str = "", parent: str | None = None, **more: object
) -> Code:
    return Code(code_id, "B", parent, 0, name or code_id, definition, **more)  # type: ignore[arg-type]


CODES = tuple(code(key, name, definition) for key, (name, definition, _) in TOPICS.items())


def talk(count: int, seed: int = 1, documents: int = 6) -> list[Example]:
    """Excerpts made up of words of their topic between words of any."""
    chance = random.Random(seed)
    filler = list(FILLER.split())
    made: list[Example] = []
    for number in range(count):
        topic = chance.choice(list(TOPICS))
        own = chance.sample(TOPICS[topic][2].split(), 2)
        words = [*own, *chance.sample(filler, 5)]
        chance.shuffle(words)
        made.append(Example(" ".join(words), [topic], document=f"D{number % documents}"))
    return made


def engine(codes: Sequence[Code] = CODES) -> Engine:
    return Engine(codes, semantic=False)


def reach(found: Engine, asked: Sequence[Example], k: int = 1) -> float:
    ranked = found.suggest_many(asked, k)
    return sum(any(r.code in e.codes for r in row) for row, e in zip(ranked, asked, strict=True)) / len(asked)


def test_definitions_alone_rank_codes() -> None:
    best = engine().suggest("The bus was late and the driver knows no other route", k=3)
    assert best[0].code == "BUS"
    assert best[0].source == "definition"
    assert len(best) == 3
    assert [r.score for r in best] == sorted((r.score for r in best), reverse=True)


def test_it_learns_from_examples() -> None:
    ours = engine()
    asked = talk(80, seed=2)
    before = reach(ours, asked)
    ours.learn(talk(80))
    assert reach(ours, asked) > max(0.9, before)


def test_shuffled_labels_bring_it_down_to_the_most_frequent_code() -> None:
    codes = tuple(code(key) for key in "ABCDEFGHIJ")
    chance = random.Random(3)
    texts = [example.text for example in talk(400, seed=4)]
    labels = chance.choices("ABCDEFGHIJ", weights=range(10, 0, -1), k=400)
    examples = [Example(text, [label]) for text, label in zip(texts, labels, strict=True)]
    ours = engine(codes)
    ours.learn(examples[:250])
    asked = examples[250:]
    frequent = sum(example.codes[0] in "ABC" for example in asked) / len(asked)
    assert reach(ours, asked, k=3) < frequent + 0.1


def test_every_reason_quotes_words_of_the_excerpt() -> None:
    ours = engine()
    for count in (0, 60):
        ours.learn(talk(count))
        for asked in [
            *talk(40, seed=9),
            Example("¿Y la comida? Sí."),
            Example("Ok"),
            Example("😀 ..."),
            Example(ODD),
        ]:
            for ranked in ours.suggest(asked.text):
                quoted = re.findall("“([^”]+)”", ranked.reason)
                assert quoted, ranked
                assert all(words in asked.text for words in quoted), ranked


def test_the_nearest_coded_excerpt_has_the_code_and_is_known_by_its_place() -> None:
    ours = engine()
    ours.learn(talk(60))
    best = ours.suggest("scared of the hall, there was a fight")[0]
    assert best.code == "SAFE"
    assert best.near is not None
    assert "SAFE" in ours.examples[best.near].codes


def test_bit_by_bit_is_the_same_as_at_once() -> None:
    examples = talk(130)
    once, slowly = engine(), engine()
    once.learn(examples)
    for start in range(0, 130, 7):
        slowly.learn(examples[start : start + 7])
        slowly.suggest("the bus")
    asked = [example.text for example in talk(20, seed=5)]
    for text in asked:
        one, other = once.suggest(text), slowly.suggest(text)
        assert [r.code for r in one] == [r.code for r in other]
        assert [r.score for r in one] == pytest.approx([r.score for r in other], abs=2e-3)


def test_learning_again_replaces_and_does_not_count_twice() -> None:
    ours = engine()
    ours.learn([Example("nobody asked us", ["BUS"], document="D1"), Example("same words", ["BUS"])])
    ours.learn([Example("nobody asked us", ["FOOD"], document="D1")])
    assert [example.codes for example in ours.examples] == [["BUS"], ["FOOD"]]
    assert ours.suggest("nobody asked us")[0].code == "FOOD"
    ours.forget()
    assert ours.examples == []


def test_the_question_and_the_role_count() -> None:
    ours = engine(tuple(code(key, key) for key in ("ONE", "TWO")))
    ours.learn(
        Example(f"yes {n} of us", [("ONE", "TWO")[n % 2]], context=("About buses?", "About lunch?")[n % 2])
        for n in range(20)
    )
    assert ours.suggest("yes some of us", context="About buses?")[0].code == "ONE"
    assert ours.suggest("yes some of us", context="About lunch?")[0].code == "TWO"
    ours.forget()
    ours.learn(
        Example(f"yes {n} of us", [("ONE", "TWO")[n % 2]], role=("teacher", "student")[n % 2])
        for n in range(20)
    )
    assert ours.suggest("yes some of us", role="teacher")[0].code == "ONE"
    assert ours.suggest("yes some of us", role="student")[0].code == "TWO"


def test_turns_that_were_read_and_left_alone_are_left_alone() -> None:
    ours = engine()
    ours.learn([*talk(40), *(Example(f"um okay thank you everybody {n}", []) for n in range(15))])
    assert ours.suggest("okay um thank you") == []
    assert ours.suggest("the bus driver was late")[0].code == "BUS"


def test_a_refused_code_goes_down() -> None:
    ours = engine()
    text = "we eat on the bus"
    before = {r.code: r.score for r in ours.suggest(text, k=4)}
    ours.learn([Example(text, refused=["BUS"])])
    after = {r.code: r.score for r in ours.suggest(text, k=4)}
    assert after["BUS"] < before["BUS"]


def test_merged_codes_are_followed_and_retired_ones_left_out() -> None:
    codes = (
        *CODES,
        code("OLD", status=CodeStatus.MERGED, merged_into="OLDER"),
        code("OLDER", status=CodeStatus.MERGED, merged_into="BUS"),
        code("GONE", status=CodeStatus.RETIRED),
        code("GROUP", codable=False),
    )
    ours = engine(codes)
    ours.learn([Example("xyzzy plugh", ["OLD"]), Example("foo bar", ["GONE"]), Example("baz", ["NEVER"])])
    assert [example.codes for example in ours.examples] == [["OLD"]]
    assert ours.suggest("xyzzy plugh", k=9)[0].code == "BUS"
    assert {r.code for r in ours.suggest("xyzzy", k=99)} == set(TOPICS)


def test_boundary_examples_say_where_words_belong() -> None:
    boundary = BoundaryExample("hungry on the ride home", instead="FOOD")
    codes = (
        code("BUS", "Transport", boundary_examples=(boundary,)),
        code("FOOD", "Meals"),
        code("X", "Other"),
    )
    assert engine(codes).suggest("hungry on the ride home")[0].code == "FOOD"
    alone = (
        code("BUS", "Transport ride", boundary_examples=(BoundaryExample("ride of your life"),)),
        code("X", "Y"),
    )
    with_it = {r.code: r.score for r in engine(alone).suggest("ride of your life")}
    without = {
        r.code: r.score
        for r in engine((code("BUS", "Transport ride"), code("X", "Y"))).suggest("ride of your life")
    }
    assert with_it["BUS"] < without["BUS"]


def test_examples_of_the_codebook_count() -> None:
    codes = (code("A", "Alpha", examples=(Sample("my locker jams"),)), code("B", "Beta"))
    assert engine(codes).suggest("the locker jams again")[0].code == "A"


def test_a_cue_lifts_its_code_until_it_proves_wrong() -> None:
    codes = (code("CAR", "Cars", cues=("parking lot",)), code("PLAY", "Play"), code("X", "Other"))
    ours = engine(codes)
    best = ours.suggest("They stand in the parking lots.")[0]
    assert (best.code, best.source, best.reason) == ("CAR", "cue", "cue “parking lots”")
    score = best.score
    ours.learn(Example(f"in the parking lot with a ball {n}", ["PLAY"]) for n in range(20))
    after = {r.code: r.score for r in ours.suggest("They stand in the parking lots.")}
    assert after["CAR"] < score
    assert next(iter(after)) == "PLAY"


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_an_empty_text_gets_nothing(text: str) -> None:
    assert engine().suggest(text) == []
    ours = engine()
    ours.learn([Example(text, ["BUS"])])
    assert ours.examples == []


def test_few_many_and_bare_codes() -> None:
    assert engine(()).suggest("bus") == []
    assert [r.code for r in engine((code("A"),)).suggest("bus")] == ["A"]
    assert len(engine((code("A"), code("B"))).suggest("bus", k=9)) == 2
    assert engine().suggest("bus", k=0) == []
    many = engine(tuple(code(f"C{n}", f"topic{n} talk") for n in range(5_000)))
    many.learn([Example("and topic17 talk", ["C17"])])
    assert many.suggest("And topic4321 talk")[0].code == "C4321"


def test_odd_texts_do_not_stop_it() -> None:
    ours = engine((*CODES, code("ODD", ODD, ODD)))
    ours.learn(
        [Example(ODD, ["ODD"], ODD, ODD, ODD), Example("word " * 50_000, ["BUS"]), Example("...", ["FOOD"])]
    )
    assert ours.suggest(ODD, context=ODD, role=ODD)[0].code == "ODD"
    assert ours.suggest("word " * 50_000)[0].code == "BUS"
    assert len(ours.suggest("!!!")) == 3


@pytest.mark.parametrize(
    ("definition", "sample", "asked"),
    [
        ("Autobuses y rutas", "los autobuses llegan tarde a la escuela", "El autobús llegó tarde, señora"),
        ("Ônibus e rotas", "os ônibus chegam atrasados na escola", "O ônibus não chega, é muito atrasado"),
    ],
)
def test_spanish_and_portuguese_words_match_in_other_forms(definition: str, sample: str, asked: str) -> None:
    ours = engine((code("OTRO", "Comida", "Lo que se come"), code("BUS", "Transporte", definition)))
    assert ours.suggest(asked)[0].code == "BUS"
    ours.learn([Example(sample, ["BUS"])])
    assert ours.suggest(asked)[0].code == "BUS"


def test_an_engine_is_the_same_after_it_was_stored(tmp_path: Path) -> None:
    ours = engine()
    ours.learn([*talk(70), Example("okay thanks", [], refused=["BUS"])])
    ours.save(tmp_path / "engine.zip")
    again = Engine.load(tmp_path / "engine.zip", semantic=False)
    assert again.examples[-1].refused == ("BUS",)
    for asked in talk(10, seed=8):
        assert again.suggest(asked.text) == ours.suggest(asked.text)


@pytest.mark.parametrize("content", [b"", b"PK", b"\x80\x04cos\nsystem\n", b'{"format": 1}'])
def test_a_file_that_is_no_engine_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad").write_bytes(content)
    with pytest.raises(InputError, match="no saved engine"):
        Engine.load(tmp_path / "bad")
    with pytest.raises(InputError, match="cannot be read"):
        Engine.load(tmp_path / "missing")


def test_a_table_makes_an_engine(tmp_path: Path) -> None:
    table = tmp_path / "codes.csv"
    table.write_text(
        "code,parent,name,definition,cues\nBUS,TRIP,Buses,Late buses,yellow bus|route\nFOOD,,Meals,\n",
        "utf-8",
    )
    ours = Engine.from_file(table, semantic=False)
    assert [entry.id for entry in ours.codes.entries] == ["BUS", "FOOD"]
    assert ours.codes.entries[0].cues == ("yellow bus", "route")
    ours.learn([Example("trip", ["TRIP"])])
    assert ours.examples == []


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.csv", "name\nx\n", "no column `code`"),
        ("a.csv", "code\nA\nA\n", "line 3: A stands twice"),
        ("a.csv", "code,name\n,x\n", "line 2: the row has no code"),
        ("a.txt", "code\n", "no codebook"),
        ("a.csv", 'code\n"A\n', "not a CSV table"),
    ],
)
def test_a_table_that_cannot_be_used_says_where(tmp_path: Path, name: str, content: str, what: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(InputError, match=what):
        Engine.from_file(tmp_path / name, semantic=False)


def test_a_shipped_codebook_makes_an_engine() -> None:
    book = Path(__file__).parents[2] / "codebooks" / "district-equity-domains.yaml"
    ours = Engine.from_file(book, semantic=False)
    found: list[RankedCode] = ours.suggest("My mom gets the letters in English, she cannot read them.")
    assert len(found) == 3


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "('numpy', 'scipy', 'sklearn', 'spacy', 'onnxruntime', 'snowballstemmer')"
    program = f"import sys, coder.suggest; assert not [m for m in {heavy} if m in sys.modules]"
    subprocess.run([sys.executable, "-c", program], check=True)
