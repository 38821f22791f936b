"""The suggester's child process: answers, deaths, hangs and ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coder.suggest import client as client_module
from coder.suggest.client import Client, Subject, SuggesterOff, version_of
from coder.suggest.codes import CodeList, CodeText
from coder.suggest.examples import Example


def code(id_: str, name: str, cues: tuple[str, ...]) -> CodeText:
    return CodeText(id_, "", name, "", (name,), cues=cues)


CODES = CodeList(
    (
        code("CUL.BEL", "Belonging", ("belong", "feel welcome")),
        code("CUL.WELL", "Wellbeing", ("one counselor",)),
    ),
    {},
)


def turns(*texts: str) -> list[Example]:
    return [Example(text) for text in texts]


READER = "tests.integration.lessons_file"

TEXT = "👩‍👧 There’s one counselor for, like, four hundred of us. Zoë never belonged 😀."


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    running = Client()
    running.start()
    running.load(CODES)
    yield running
    running.close()


def pid(client: Client) -> int:
    assert client._child is not None
    return client._child.pid


def gone(process: int, seconds: float = 10) -> bool:
    """Whether a process that is not our child ends in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        stat = Path(f"/proc/{process}/stat")
        if stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_hits_come_ranked_with_offsets_and_reasons_from_the_text(client: Client) -> None:
    nothing, hits = client.suggest(turns("The bus was late.", TEXT))
    assert nothing == []
    assert {hit.code_id for hit in hits} == {"CUL.WELL", "CUL.BEL"}
    for hit in hits:
        cue = re.fullmatch("cue “(.+)”", hit.reason)
        assert cue
        assert cue[1] in TEXT[hit.start : hit.end]
        assert TEXT[hit.start : hit.end].strip()
    assert max(hit.end for hit in hits) == len(TEXT)


def test_many_texts_keep_their_order(client: Client) -> None:
    texts = [f"I belong to group {n}. " + "It goes on. " * 200 if n % 7 == 0 else "Hm." for n in range(60)]
    assert [bool(hits) for hits in client.suggest(turns(*texts))] == [n % 7 == 0 for n in range(60)]


def test_strange_texts_are_answered(client: Client) -> None:
    assert client.suggest(turns("", " \n", "\x00\ud800", '[/] {} " \\')) == [[], [], [], []]


def test_the_version_names_the_cues(client: Client) -> None:
    assert client.version == version_of(CODES)
    assert re.fullmatch(r"engine-1\+[0-9a-f]{8}", client.version)
    assert version_of(CodeList(CODES.entries[:1], {})) != version_of(CODES)


def test_other_cues_replace_those_before(client: Client) -> None:
    client.load(CodeList((code("TRANSPORT", "Buses", ("bus",)),), {}))
    assert [[hit.code_id for hit in hits] for hits in client.suggest(turns("The buses.", "I belong."))] == [
        ["TRANSPORT"],
        [],
    ]
    client.load(CODES)


def test_a_killed_child_comes_back_with_its_cues(client: Client) -> None:
    before = pid(client)
    os.kill(before, signal.SIGKILL)
    assert client.suggest(turns("I belong."))[0][0].code_id == "CUL.BEL"
    assert pid(client) != before


def test_a_child_killed_at_work_comes_back(client: Client) -> None:
    work = ["We never belonged, and the bus was late. " * 400] * 3
    before = pid(client)
    # It stands still while it is asked, so that it is at work when it dies on any machine.
    os.kill(before, signal.SIGSTOP)
    killer = threading.Timer(0.2, os.kill, (before, signal.SIGKILL))
    killer.start()
    assert all(client.suggest(turns(*work)))
    killer.join()
    assert pid(client) != before


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="this system knows no niceness")
def test_the_child_steps_back_behind_the_interface(client: Client) -> None:
    assert (
        os.getpriority(os.PRIO_PROCESS, pid(client)) > os.getpriority(os.PRIO_PROCESS, 0)
        or os.getpriority(os.PRIO_PROCESS, 0) >= 15
    )


def test_several_threads_get_their_own_answers(client: Client) -> None:
    answers: dict[int, bool] = {}

    def ask(number: int) -> None:
        (hits,) = client.suggest(turns("I belong." if number % 2 else "No."))
        answers[number] = bool(hits)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {n: bool(n % 2) for n in range(8)}


def worker() -> subprocess.Popen[str]:
    return subprocess.Popen(
        client_module.command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=client_module._environment(),
        text=True,
    )


def test_the_worker_ends_with_its_input_and_writes_nothing_but_answers() -> None:
    with worker() as process:
        out, _ = process.communicate(
            json.dumps(
                {"op": "load", "vectors": "", "codes": CodeList((code("A", "a", ("bus",)),), {}).plain()}
            )
            + "\n"
            + json.dumps({"op": "suggest", "id": 7, "asked": [["The buses."]]})
            + "\n",
            timeout=60,
        )
    loaded, hits = (json.loads(line) for line in out.splitlines())
    assert loaded["op"] == "loaded"
    assert not loaded["notice"] or "coder[semantic]" in loaded["notice"]
    assert (hits["id"], hits["hits"][0][0][2]) == (7, "A")
    assert process.returncode == 0


def test_the_worker_quits_when_told_while_its_input_stays_open() -> None:
    with worker() as process:
        assert process.stdin is not None
        process.stdin.write('{"op": "quit"}\n')
        process.stdin.flush()
        assert process.wait(60) == 0


def test_the_child_does_not_outlive_a_killed_parent() -> None:
    program = (
        "import sys\nfrom coder.suggest.client import Client\nfrom coder.suggest.codes import CodeList\n"
        "c = Client()\nc.load(CodeList((), {}))\nprint(c._child.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=client_module._environment(),
        text=True,
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    assert gone(child)


def pretend(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(client_module, "command", lambda: [sys.executable, "-c", program])


COUNTED = "import json, sys, time\nopen({log!r}, 'a').write('x')\n"


@pytest.mark.parametrize(
    "behavior",
    [
        "sys.exit(1)",
        "time.sleep(60)",
        "print('no json', flush=True)",
        "print(7, flush=True)",
        "print('{\"id\": -1}', flush=True); time.sleep(60)",
    ],
)
def test_a_child_that_never_answers_is_restarted_once(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    behavior: str,
) -> None:
    log = tmp_path / "starts"
    pretend(monkeypatch, COUNTED.format(log=str(log)) + behavior)
    broken = Client(timeout=0.7)
    with pytest.raises(SuggesterOff, match=r"^suggestions are off .*\.$"):
        broken.suggest(turns("I belong."))
    assert log.read_text() == "xx"
    with pytest.raises(SuggesterOff):
        broken.suggest(turns("I belong."))
    assert log.read_text() == "xx", "once off, it must not make anybody wait again"
    broken.close()


def test_a_child_that_hangs_once_is_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    log = tmp_path / "starts"
    pretend(
        monkeypatch,
        COUNTED.format(log=str(log))
        + (
            f"if open({str(log)!r}).read() == 'x': time.sleep(60)\n"
            "for line in sys.stdin:\n"
            "    asked = json.loads(line)\n"
            "    print(json.dumps({'id': asked.get('id'), 'hits': [[]]}), flush=True)\n"
        ),
    )
    shaky = Client(timeout=0.7)
    assert shaky.suggest(turns("I belong.")) == [[]]
    assert log.read_text() == "xx"
    shaky.close()


def test_closing_frees_a_thread_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "import time; time.sleep(60)")
    hung = Client()
    raised: list[SuggesterOff] = []

    def ask() -> None:
        try:
            hung.suggest(turns("I belong."))
        except SuggesterOff as error:
            raised.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    deadline = time.monotonic() + 10
    while hung._child is None and time.monotonic() < deadline:
        time.sleep(0.01)
    hung.close()
    thread.join(10)
    assert not thread.is_alive()
    assert raised
    with pytest.raises(SuggesterOff, match="closed"):
        hung.load(CODES)


def test_a_folder_with_stray_modules_is_not_imported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('stray module')")
    (tmp_path / "en_core_web_sm").mkdir()
    monkeypatch.chdir(tmp_path)
    elsewhere = Client()
    elsewhere.load(CODES)
    assert elsewhere.suggest(turns("I belong."))[0]
    assert not elsewhere.notice or "coder[semantic]" in elsewhere.notice
    elsewhere.close()


def test_the_client_brings_no_heavy_import() -> None:
    program = "import sys, coder.suggest.client\nprint([m for m in ('spacy', 'numpy') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=client_module._environment(),
    )
    assert done.stdout.strip() == "[]"


def test_what_is_learned_is_proposed_and_a_killed_child_learns_it_again(tmp_path: Path) -> None:
    taught, lessons = Client(vectors=tmp_path / "vectors"), tmp_path / "lessons.json"
    taught.load(CODES)
    said = turns("Nobody drives the kids from the valley home.")
    assert taught.suggest(said) == [[]]
    text = "Nobody drives the kids home."
    lessons.write_text(json.dumps({"t2": [[text, ["CUL.BEL"], "", "", "FG-02"]]}))
    taught.study(Subject(READER, str(lessons), 1))
    (before,) = taught.suggest(said)
    assert (before[0].code_id, before[0].near_document, before[0].near_text) == ("CUL.BEL", "FG-02", text)
    os.kill(pid(taught), signal.SIGKILL)
    assert taught.suggest(said) == [before]
    taught.load(CodeList(CODES.entries[:1], {}))
    assert taught.suggest(said)[0][0].near_text == text, "other codes do not make it forget"
    taught.load(CODES)
    lessons.write_text(json.dumps({"t2": []}))
    assert taught.suggest(said) == [before], "nobody has told it to look again"
    taught.study(Subject(READER, str(lessons), 2))
    assert taught.suggest(said) == [[]], "what was taken back is unlearned"
    taught.close()


def test_what_cannot_be_read_now_leaves_suggestions_as_they_are(client: Client, tmp_path: Path) -> None:
    client.study(Subject(READER, str(tmp_path / "gone.json"), 1))
    assert client.suggest(turns("I belong."))[0][0].code_id == "CUL.BEL"


def test_who_teaches_does_not_wait_for_a_child_at_work() -> None:
    busy = Client()
    busy._lock.acquire()
    busy.study(Subject(READER, "nowhere", 1))
    busy._lock.release()
    busy.close()


def test_long_turns_get_the_sentences_that_speak(client: Client) -> None:
    filler = "We had pizza on the last day of the year. " * 4
    (hits,) = client.suggest(turns(filler + "There is one counselor. " + filler))
    found = next(hit for hit in hits if hit.code_id == "CUL.WELL")
    words = (filler + "There is one counselor. " + filler)[found.start : found.end]
    assert words == "There is one counselor."


@pytest.mark.parametrize("count", [0, 1, 5000])
def test_any_number_of_codes_is_answered(count: int) -> None:
    codes = tuple(CodeText(f"C{n}", "", "", "", ()) for n in range(count))
    many = Client()
    many.load(CodeList(codes, {}))
    assert len(many.suggest(turns("I belong."))) == 1
    many.close()


def test_a_corrupt_model_is_one_sentence_and_words_still_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no model")
    monkeypatch.setenv("CODER_SENTENCE_MODEL", str(tmp_path / "model.onnx"))
    base = Client()
    base.load(CODES)
    assert base.notice.count("\n") == 0
    assert base.notice.strip()
    assert base.suggest(turns("I belong."))[0][0].code_id == "CUL.BEL"
    base.close()
