"""Jobs with a model behind a real HTTP server: what is paid, kept, shown and gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from abuse_tools import SMALL, Cli
from model_tools import SEGMENTS, STORY, FakeServer, Reply, asked_twice, closed_port, model_of, unsure

from iamflow_agents import resume_story
from iamflow_agents.settings import Settings
from iamflow_agents.storage.story_store import StoryStore


def answers(server: Any, after: int, then: Any) -> None:
    """Answer well `after` times, then otherwise."""
    left = threading.Semaphore(after)
    server.respond(lambda seen: unsure(seen) if left.acquire(blocking=False) else then)


@pytest.fixture(scope="module")
def n_questions(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many questions the story is good for; asked once, as no other test may ask more."""
    from iamflow_agents.commands.extraction import read_registry
    from iamflow_agents.script_reader import read_script

    folder = tmp_path_factory.mktemp("count")
    (folder / "story.yaml").write_text(STORY)
    with FakeServer() as server:
        server.respond(unsure)
        read_registry(read_script(folder / "story.yaml"), Settings(home=folder / "home", llm=model_of(server)))
        count = len(server.chats)
    assert 4 <= count <= SEGMENTS + 1, "one a segment, and one about the story"
    return count


def test_models_extract_pays_once_and_keeps_no_job(cli: Cli, n_questions: int) -> None:
    script = cli.script(STORY)
    with FakeServer() as server:
        server.respond(unsure)
        first = cli("extract", script, "--format", "json", "--llm", model_of(server))
        assert first.code == 0, first.err
        assert len(server.chats) == n_questions
        assert f"models: {n_questions} calls, " in first.err
        assert "0.00 USD" in first.err, "a model on this machine costs nothing"
        again = cli("extract", script, "--format", "json", "--llm", model_of(server))
        assert len(server.chats) == n_questions
    assert json.loads(again.out) == json.loads(first.out)
    assert f"0 calls, {n_questions} cached" in again.err
    assert json.loads(cli("jobs", "--json").out) == []
    assert (cli.home / "iamflow.db").exists()


def test_models_extract_with_rules_makes_no_home(cli: Cli) -> None:
    done = cli("extract", cli.script(STORY), "--budget", "1call")
    assert done.code == 0
    assert "models:" not in done.err
    assert not cli.home.exists()


def test_models_a_budget_stops_a_job_which_is_resumed_with_more(cli: Cli, n_questions: int) -> None:
    script = cli.script(STORY)
    with FakeServer() as server:
        server.respond(unsure)
        stopped = cli("run", script, "--job", "a", *SMALL, "--llm", model_of(server), "--budget", "2calls")
        assert stopped.code == 4, stopped.err
        assert "iamflow resume a --budget" in stopped.err
        assert len(server.chats) == 2
        shown = json.loads(cli("show", "a", "--json").out)
        assert (shown["status"], shown["cost"]["calls"]) == ("stopped", 2)
        assert "budget of 2 calls is used up" in shown["detail"]
        assert cli("resume", "a").code == 4, "the job remembers its budget"
        assert cli("run", script, "--job", "a", *SMALL, "--llm", model_of(server)).code == 4, "however it is started"
        assert len(server.chats) == 2
        assert cli("resume", "a", "--budget", "3calls").code == 4
        assert len(server.chats) == 3
        done = cli("resume", "a", "--budget", "none", "--json")
        assert done.code == 0, done.err
        assert len(server.chats) == n_questions
        assert not asked_twice(server)
    cost = json.loads(done.out)["cost"]
    assert (cost["calls"], cost["money"], cost["failed"], cost["notes"]) == (n_questions, 0.0, 0, [])
    assert cost["tokens_in"] == 10 * n_questions
    assert f"models: {n_questions} calls" in cli("show", "a").out


def test_models_answers_outlive_their_job(cli: Cli, n_questions: int) -> None:
    script = cli.script(STORY)
    with FakeServer() as server:
        server.respond(unsure)
        llm = ["--llm", model_of(server)]
        assert cli("run", script, "--job", "a", *SMALL, *llm, "--budget", "2calls").code == 4
        assert cli("rm", "a").code == 0
        assert cli("extract", script, *llm).code == 0
        assert len(server.chats) == n_questions
        done = cli("run", script, "--job", "b", *SMALL, *llm, "--budget", "0calls")
        assert done.code == 0, done.err
        assert len(server.chats) == n_questions
    assert f"models         0 calls, {n_questions} cached" in done.out


def test_models_a_failing_model_leaves_the_story_to_the_rules_and_says_so(
    cli: Cli, n_questions: int, caplog: pytest.LogCaptureFixture
) -> None:
    script = cli.script(STORY)
    port = closed_port()
    done = cli("run", script, "--job", "a", *SMALL, "--llm", f"http://127.0.0.1:{port}/v1#tiny")
    assert done.code == 0, done.err
    assert "come from the rules" in caplog.text
    assert "note " in done.out and "answered by the rules" in done.out
    cost = json.loads(cli("show", "a", "--json").out)["cost"]
    assert 3 <= cost["failed"] <= n_questions
    assert sum(int(note.split()[0]) for note in cost["notes"]) == n_questions
    written = json.loads((cli.home / "jobs" / "a" / "story.json").read_text())
    assert written["cost"]["notes"] == cost["notes"]


def test_models_a_server_that_does_not_say_its_model_is_a_failing_model(cli: Cli) -> None:
    address = f"http://127.0.0.1:{closed_port()}/v1"
    assert cli("extract", cli.script(STORY), "--llm", address).code == 0
    stopped = cli("run", cli.script(STORY), "--job", "a", *SMALL, "--llm", address, "--llm-fallback", "stop")
    assert stopped.code == 3
    assert cli("resume", "a", "--llm", "rules").code == 0


def test_models_fallback_stop_ends_resumably_and_another_model_goes_on(
    cli: Cli, n_questions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IAMFLOW_LLM_RETRIES", "0")
    monkeypatch.setenv("IAMFLOW_LLM_CONCURRENCY", "1")
    script = cli.script(STORY)
    with FakeServer() as server, FakeServer() as other:
        answers(server, 2, Reply(status=500))
        other.respond(unsure)
        stop = ["--llm", model_of(server), "--llm-fallback", "stop"]
        stopped = cli("run", script, "--job", "a", *SMALL, *stop)
        assert stopped.code == 3, stopped.err
        assert "iamflow resume a" in stopped.err
        assert json.loads(cli("show", "a", "--json").out)["status"] == "failed"
        assert cli("resume", "a").code == 3, "the terms are remembered"
        n_asked = len(server.chats)
        done = cli("resume", "a", "--llm", model_of(other), "--json")
        assert done.code == 0, done.err
        assert len(server.chats) == n_asked and len(other.chats) >= n_questions - 2
        cost = json.loads(done.out)["cost"]
        assert sorted(cost["by_backend"]) == sorted([model_of(server), model_of(other)])
        assert cost["failed"] == 2
        again = cli("run", script, "--job", "a", *SMALL, "--llm", model_of(other))
        assert again.code == 0, "it is that model's job now"
        assert cli("run", script, "--job", "a", *SMALL, "--llm", model_of(server)).code == 2


def test_models_a_done_job_is_read_back_without_its_model(cli: Cli) -> None:
    script = cli.script(STORY)
    with FakeServer() as server:
        server.respond(unsure)
        first = cli("run", script, "--job", "a", *SMALL, "--llm", model_of(server), "--json")
        assert first.code == 0, first.err
    again = resume_story("a", settings=Settings(home=cli.home))
    before, now = json.loads(first.out), again.to_plain()
    assert {**now, "timings": {}} == {**before, "timings": {}}


def test_models_a_budget_in_money_needs_a_price(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    script = cli.script(STORY)
    far = "http://model.example.com/v1#tiny"
    for command in (["run", script, "--job", "a", *SMALL], ["extract", script]):
        refused = cli(*command, "--llm", far, "--budget", "0.50")
        assert refused.code == 2, refused.err
        assert "the setting prices" in refused.err and "IAMFLOW_PRICES" in refused.err
        assert not cli.home.exists(), "refused before anything is begun"
    with FakeServer() as server:
        server.respond(unsure)
        prices = {model_of(server): {"input": 10_000.0, "output": 0.0}}
        monkeypatch.setenv("IAMFLOW_PRICES", json.dumps(prices))
        monkeypatch.setenv("IAMFLOW_LLM_CONCURRENCY", "1")
        stopped = cli("run", script, "--job", "a", *SMALL, "--llm", model_of(server), "--budget", "$0.25")
        assert stopped.code == 4, stopped.err
        assert "0.25 USD" in stopped.err and "0.3 spent" in stopped.err
        assert len(server.chats) == 3, "0.1 a call: the third is begun with 0.05 left"
        assert json.loads(cli("show", "a", "--json").out)["cost"]["money"] == 0.3


def test_models_the_key_reaches_the_server_and_no_file(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMFLOW_LLM_API_KEY", "sk-hunter2-secret")
    with FakeServer() as server:
        server.respond(unsure)
        done = cli("run", cli.script(STORY), "--job", "a", *SMALL, "--llm", model_of(server), "--json")
        assert done.code == 0, done.err
        assert server.chats[0].headers["authorization"] == "Bearer sk-hunter2-secret"
    assert "hunter2" not in done.out + done.err
    for path in sorted(cli.home.rglob("*")):
        assert path.is_dir() or b"hunter2" not in path.read_bytes(), path


def test_models_doctor_asks_the_servers_it_is_told_of(cli: Cli) -> None:
    def model(*options: str) -> list[dict[str, Any]]:
        found = json.loads(cli("doctor", "--json", *options).out)
        return [check for check in found if check["name"] == "model"]

    with FakeServer() as server:
        (check,) = model("--llm", model_of(server))
        assert check["ok"] and "answers" in check["found"]
        assert not server.chats, "nothing that could cost"
    (check,) = model("--llm", model_of(server))
    assert not check["ok"] and not check["needed"]
    (check,) = model("--llm", "fake:/nowhere.jsonl")
    assert not check["ok"] and check["needed"]
    assert model() == []


def child(cli: Cli, *arguments: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "iamflow_agents", *map(str, arguments), "--home", str(cli.home)]
    environment = {**os.environ, "IAMFLOW_LLM_CONCURRENCY": "2"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.mark.parametrize(("how", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_models_a_job_ended_among_its_questions_asks_none_of_them_again(
    how: signal.Signals, code: int, cli: Cli, n_questions: int
) -> None:
    stuck, answered = threading.Event(), []
    with FakeServer() as server:

        def reply(seen: Any) -> Any:
            if len(answered) < 3:
                answered.append(seen.texts[-1][1])
                return unsure(seen)
            stuck.set()
            return Reply(hang=True)

        server.respond(reply)
        script = cli.script(STORY)
        ended = child(cli, "run", script, "--job", "a", *SMALL, "--llm", model_of(server))
        assert stuck.wait(120)
        with StoryStore.open(cli.home) as store:
            while [call.outcome for call in store.model_calls("a")].count("answered") < len(answered):
                assert ended.poll() is None
        ended.send_signal(how)
        _, err = ended.communicate()
        assert ended.returncode == code, err
        server.respond(unsure)
        n_before = len(server.chats)
        done = cli("resume", "a", "--json")
        assert done.code == 0, done.err
        asked_again = [seen.texts[-1][1] for seen in server.chats[n_before:]]
        assert len(asked_again) == n_questions - 3
        assert not set(answered) & set(asked_again)
    cost = json.loads(done.out)["cost"]
    assert cost["cached"] == 3
    assert "broken off" in " ".join(cost["notes"])
    assert all(segment["video"] for segment in json.loads(done.out)["segments"])
