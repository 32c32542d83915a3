"""`--vlm` at the command line: whom it names, which key goes where, and what `show` and `doctor` say of it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from abuse_tools import SMALL, Cli
from model_tools import FakeServer, Reply, model_of

from iamflow_agents.consultation import check_judge, frame_judge_options, judge_options, open_consultants
from iamflow_agents.errors import ConfigError
from iamflow_agents.settings import Settings

STORY = 'title: One\nsegments:\n  - {prompt: "In the library, Nora, in a red sweater, reads.", duration_s: 1}\n'
NEAR, FAR = "http://127.0.0.1:9/v1#m", "http://films.example.com/v1#m"


@pytest.mark.parametrize(
    ("llm", "vlm", "keys", "expected"),
    [
        ("rules", NEAR, {"llm_api_key": "k"}, "k"),
        (NEAR, NEAR, {"llm_api_key": "k"}, "k"),
        (NEAR, "http://127.0.0.1:9/v1#other", {"llm_api_key": "k"}, "k"),
        (NEAR, FAR, {"llm_api_key": "k"}, None),
        (NEAR, "http://127.0.0.1:10/v1#m", {"llm_api_key": "k"}, None),
        (NEAR, FAR, {"llm_api_key": "k", "vlm_api_key": "v"}, "v"),
        (NEAR, FAR, {}, None),
    ],
)
def test_judge_key_goes_to_the_server_it_was_given_for(
    llm: str, vlm: str, keys: dict[str, str], expected: str | None, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, llm=llm, vlm=vlm, **keys)
    assert judge_options(settings).api_key == expected
    assert "k" not in settings.model_dump_json() or "api_key" not in settings.model_dump_json()


@pytest.mark.parametrize(
    ("llm", "vlm", "scorer", "keys", "expected"),
    [
        ("rules", "rules", NEAR, {"llm_api_key": "k"}, "k"),
        (NEAR, "rules", NEAR, {"llm_api_key": "k"}, "k"),
        (NEAR, FAR, "vlm", {"llm_api_key": "k", "vlm_api_key": "v"}, "v"),
        (NEAR, FAR, NEAR, {"llm_api_key": "k", "vlm_api_key": "v"}, "k"),
        (NEAR, "rules", FAR, {"llm_api_key": "k", "vlm_api_key": "v"}, "v"),
        (NEAR, "rules", FAR, {"llm_api_key": "k"}, None),
        ("rules", NEAR, FAR, {"llm_api_key": "k"}, None),
        ("rules", NEAR, FAR, {"vlm_api_key": "v"}, None),
    ],
)
def test_judge_of_frames_gets_no_key_that_was_given_for_others(
    llm: str, vlm: str, scorer: str, keys: dict[str, str], expected: str | None, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, llm=llm, vlm=vlm, frame_scorer=scorer, **keys)
    assert frame_judge_options(settings).api_key == expected


def test_judge_run_show_and_resume(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMFLOW_VLM_API_KEY", "sk-hunter2")
    monkeypatch.setenv("IAMFLOW_LLM_RETRIES", "0")
    script = cli.script(STORY)
    with FakeServer() as server:
        server.respond(lambda seen: Reply(status=500))
        done = cli("run", script, "--job", "a", *SMALL, "--vlm", model_of(server), "--json")
        assert done.code == 0, done.err
        assert server.chats[0].headers["authorization"] == "Bearer sk-hunter2" and server.chats[0].images
        cost = json.loads(done.out)["cost"]
        assert cost["judge"]["failed"] == 1 and cost["judge"]["unknown"] == cost["judge"]["verdicts"] > 0
        shown = cli("show", "a")
        assert "left open by the judge" in shown.out and "unknown" in shown.out
        assert cli("resume", "a", "--vlm", "rules").code == 0
        assert cli("run", script, "--job", "b", *SMALL, "--vlm", "rules", "--budget", "0calls").code == 0
    for path in sorted(cli.home.rglob("*")):
        assert path.is_dir() or b"hunter2" not in path.read_bytes(), path


def test_judge_doctor_looks_for_it(cli: Cli) -> None:
    def found(*options: str) -> list[tuple[bool, bool]]:
        checks = json.loads(cli("doctor", "--json", *options).out)
        return [(check["ok"], check["needed"]) for check in checks if check["name"] == "judge"]

    with FakeServer() as server:
        assert found("--vlm", model_of(server)) == [(True, True)] and not server.chats
    assert found("--vlm", model_of(server)) == [(False, False)]
    assert found("--vlm", "fake:/nowhere.jsonl") == [(False, True)]
    assert found() == []


def test_judge_a_model_that_only_reads_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = tmp_path / "a.jsonl"
    answers.write_text('{"when": {}, "guess": true}\n')
    settings = Settings(home=tmp_path, vlm=f"fake:{answers}")
    check_judge(settings)
    monkeypatch.setattr("iamflow_agents.backends.fake.FakeBackend.sees_pictures", False)
    with pytest.raises(ConfigError, match="reads text only"):
        check_judge(settings)


def test_judge_and_resolver_of_one_name_are_one_model(tmp_path: Path) -> None:
    from iamflow_agents.backends.accounts import MemoryAccount, MemoryAnswers

    answers = tmp_path / "a.jsonl"
    answers.write_text('{"when": {}, "guess": true}\n')
    for llm, vlm in ((f"fake:{answers}", f"fake:{answers}"), ("rules", f"fake:{answers}"), ("rules", "rules")):
        settings = Settings(home=tmp_path, llm=llm, vlm=vlm, llm_fallback="stop")
        kept = {"answers": MemoryAnswers(), "account": MemoryAccount(), "go_on": "Go on."}
        with open_consultants(settings, **kept) as consultants:
            assert (consultants.language is not None, consultants.judge is not None) == (llm != "rules", vlm != "rules")
            if consultants.language and consultants.judge:
                assert consultants.language._backend is consultants.judge._backend
                assert consultants.judge._terms.fallback == "rules", "a judge that fails ends no job"


def test_judge_of_frames_shares_the_model_and_fails_alone(tmp_path: Path) -> None:
    from iamflow_agents.backends.accounts import MemoryAccount, MemoryAnswers

    eyes, other = (f"fake:{tmp_path / name}" for name in ("a.jsonl", "b.jsonl"))
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text('{"when": {}, "guess": true}\n')
    for scorer, shares in (("off", None), ("rules", None), ("vlm", True), (eyes, True), (other, False)):
        settings = Settings(home=tmp_path, vlm=eyes, frame_scorer=scorer)
        kept = {"answers": MemoryAnswers(), "account": MemoryAccount(), "go_on": "Go on."}
        with open_consultants(settings, **kept) as consultants:
            frames, judge = consultants.frames, consultants.judge
            assert judge is not None and (frames is None) is (shares is None)
            if frames is not None:
                assert frames is not judge and (frames._backend is judge._backend) is shares
                assert frames._purse._spent is judge._purse._spent, "one budget"
    with pytest.raises(ConfigError) as caught:
        check_judge(Settings(home=tmp_path, frame_scorer=f"fake:{tmp_path / 'none.jsonl'}"))
    assert caught.value.where == "--frame-scorer"


def well(seen: Any) -> Any:
    """An answer by which everybody is there and every look is right."""
    asked = seen.texts[-1][1]
    asked = asked[asked.index("IDENTITIES") : asked.index("PLACE")]
    rows = []
    for part in re.split(r"\n- ", asked)[1:]:
        looks = [{"look": int(n), "seen": "confirmed", "observed": ""} for n in re.findall(r"\[(\d+)\]", part)]
        row = {"id": part.split(":")[0], "state": "on_screen", "count": 1, "swapped_with": "", "frame": 1}
        rows.append({**row, "confidence": 1.0, "looks": looks, "also": []})
    place = [{"match": "yes", "observed": "", "frame": 1, "confidence": 1.0}]
    return Reply(text=json.dumps({"identities": rows, "gone": [], "place": place}))


def test_judge_a_job_killed_while_takes_are_judged_pays_nothing_twice(cli: Cli) -> None:
    prompts = ("Nora, in a red sweater, reads in the library.", "Nora walks on the beach.", "Nora sits in a kitchen.")
    script = cli.script("title: K\nsegments:\n" + "".join(f'  - {{prompt: "{p}", duration_s: 1}}\n' for p in prompts))
    stuck, answered = threading.Event(), []
    with FakeServer() as server:

        def reply(seen: Any) -> Any:
            if not answered:
                answered.append(seen.texts[-1][1])
                return well(seen)
            stuck.set()
            return Reply(hang=True)

        server.respond(reply)
        command = [sys.executable, "-m", "iamflow_agents", "run", str(script), "--job", "a", *SMALL]
        command += ["--vlm", model_of(server), "--home", str(cli.home)]
        killed = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
        )
        assert stuck.wait(120), "the second take was never looked at"
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        n_before = len(server.chats)
        server.respond(well)
        done = cli("resume", "a", "--json")
        assert done.code == 0, done.err
        again = [seen.texts[-1][1] for seen in server.chats[n_before:]]
        assert len(again) == 2 and answered[0] not in again
    result = json.loads(done.out)
    assert {verdict["kind"] for verdict in result["verdicts"]} == {"confirmed"}
    assert "broken off" in " ".join(result["cost"]["notes"])
