"""One question whose answers are known, asked with a story's own: it says how far a model is believed.

A story in doubt offers few mentions that are beyond doubt; the examination adds some that are as hard as the doubtful
ones. It is the same for every story, so that a cache answers it after the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from iamflow_agents.agents.question_text import occurs_in
from iamflow_agents.agents.questions import NEW, UNSURE, IdentifiedMention, IdentifyAnswer, answer_shape
from iamflow_agents.backends.prompts import Exam, load_exam
from iamflow_agents.backends.protocol import Prompt, Question, Reply

_LINE = re.compile(r'^\[(\d+)\] "(.*)": (.*)$', re.MULTILINE)


def build_examination(prompt: Prompt) -> Question[IdentifyAnswer]:
    """The examination as a question.

    Args:
        prompt: Instructions and examples, those of the questions it stands beside.
    """
    exam = load_exam(f"{prompt.name}_exam")
    options = {int(number): listed.split(" | ") for number, _, listed in _LINE.findall(exam.payload)}
    texts = {int(number): text for number, text, _ in _LINE.findall(exam.payload)}
    guess = IdentifyAnswer(
        answers=[IdentifiedMention(mention=n, quote=texts[n], who=[UNSURE]) for n in sorted(options)]
    )
    numbers = sorted(options)
    shape = answer_shape([who for number in numbers for who in options[number]], numbers, many=False)
    return Question(
        prompt=prompt, payload=exam.payload, schema=shape, guess=guess,
        check=partial(_find_problems, options, exam),
    )  # fmt: skip


def _find_problems(options: dict[int, list[str]], exam: Exam, answer: IdentifyAnswer) -> Sequence[str]:
    """What is wrong with an answer's form; being mistaken is no such thing."""
    problems = []
    if sorted(row.mention for row in answer.answers) != sorted(options):
        problems.append(f"Answer each of the mentions [1] to [{len(options)}] exactly once.")
    for row in answer.answers:
        allowed = options.get(row.mention, [])
        if len(row.who) != 1 or row.who[0] not in allowed:
            problems.append(f"[{row.mention}]: give one of {', '.join(allowed)}.")
        if not occurs_in(row.quote, exam.payload):
            problems.append(f"[{row.mention}]: {row.quote!r} does not stand in the story.")
    return problems


def grade(reply: Reply[IdentifyAnswer], prompt: Prompt) -> list[tuple[bool, bool]]:
    """How an examination went.

    Returns:
        For each mention answered by the model: whether it said `new`, and whether it was right. Empty when the model
        gave no valid answer.
    """
    if reply.origin == "rules":
        return []
    right = load_exam(f"{prompt.name}_exam").right
    return [
        (row.who == [NEW], row.who == [right[row.mention - 1]])
        for row in reply.value.answers
        if row.who != [UNSURE] and 1 <= row.mention <= len(right)
    ]
