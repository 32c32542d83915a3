"""Tiny models on disk: taught in seconds to give certain answers, or left with random weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from pydantic import BaseModel
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from iamflow_agents.backends.protocol import Correction, Example, Prompt, Question
from iamflow_agents.backends.transformers_turns import chat_of, plain_text_of, turns_of

TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
VISION_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{% for c in m.content %}"
    "{% if c.type == 'image' %}<image>{% else %}{{ c.text }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
NO_SYSTEM = "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
CONTEXT = 1_024


class Who(BaseModel):
    """Whom a pronoun means."""

    identity: str


IDENTIFY = Prompt(
    name="identify",
    version=1,
    instructions="Say whom the text means.",
    examples=(Example(payload="Bo nods. He smiles.", answer='{"identity":"bo"}'),),
)


def ask_who(payload: str, *, segment: int | None = 0, **more: Any) -> Question[Who]:
    """A question of the right form."""
    guess = Who(identity="rules")
    return Question(prompt=IDENTIFY, payload=payload, schema=Who, guess=guess, segment_index=segment, **more)


ANNA, BEN = ask_who("Anna waves. She leaves."), ask_who("Ben waves. He leaves.", segment=1)
WRONG = Correction(answer='{"identity":"zoe"}', problem="There is no zoe.")
ANSWERS: dict[str, str] = {"anna": '{"identity":"anna"}', "ben": '{"identity":"ben"}'}
LESSONS: tuple[tuple[Question[Who], tuple[Correction, ...], str], ...] = (
    (ANNA, (), ANSWERS["anna"]),
    (BEN, (), ANSWERS["ben"]),
    (ANNA, (WRONG,), ANSWERS["ben"]),
)


def save_tokenizer(folder: Path, *, template: str | None = TEMPLATE) -> Any:
    """A byte-level tokenizer that knows a few words; any text can be written with it."""
    words = Tokenizer(models.BPE())
    words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    words.decoder = decoders.ByteLevel()
    texts = [plain_text_of(turns_of(question, corrections)) + answer for question, corrections, answer in LESSONS]
    special = ["<|end|>", "<|im_start|>", "<|im_end|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    words.train_from_iterator(
        texts,
        trainers.BpeTrainer(vocab_size=700, special_tokens=special, initial_alphabet=alphabet, show_progress=False),
    )
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=words, eos_token="<|im_end|>", pad_token="<|end|>", clean_up_tokenization_spaces=False
    )
    tokenizer.chat_template = template
    tokenizer.save_pretrained(folder)
    return tokenizer


def llama_config(tokenizer: Any, **config: Any) -> Any:
    """Shape of a narrow Llama of two layers."""
    shape = {
        "hidden_size": 48,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": CONTEXT,
        "vocab_size": len(tokenizer),
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": None,
    }
    return transformers.LlamaConfig(**{**shape, **config})


def save_model(folder: Path, tokenizer: Any, **config: Any) -> Any:
    """A Llama with random weights, the same ones every time."""
    with torch.random.fork_rng():
        torch.manual_seed(7)
        model = transformers.LlamaForCausalLM(llama_config(tokenizer, **config))
    model.save_pretrained(folder)
    return model


def random_model(folder: Path, *, template: str | None = TEMPLATE, **config: Any) -> Path:
    """A model that has learnt nothing."""
    save_model(folder, save_tokenizer(folder, template=template), **config)
    return folder


def taught_model(folder: Path, *, template: str | None = TEMPLATE) -> Path:
    """A model that has learnt the lessons by heart."""
    tokenizer = save_tokenizer(folder, template=template)
    model = save_model(folder, tokenizer)
    teach(model, [lesson_tokens(tokenizer, *lesson) for lesson in LESSONS])
    model.save_pretrained(folder)
    return folder


def vision_model(folder: Path, *, template: str | None = VISION_TEMPLATE) -> Path:
    """A model that takes pictures of any size, seen as four patches of 16 pixels each, and has learnt nothing."""
    tokenizer = save_tokenizer(folder, template=None)
    tokenizer.add_tokens(["<image>"], special_tokens=True)
    side = {"height": 32, "width": 32}
    processor = transformers.LlavaProcessor(
        image_processor=transformers.CLIPImageProcessorPil(size=side, crop_size=side),
        tokenizer=tokenizer,
        patch_size=16,
        vision_feature_select_strategy="full",
        chat_template=template,
        image_token="<image>",
        num_additional_image_tokens=1,
    )
    processor.save_pretrained(folder)
    sight = transformers.CLIPVisionConfig(
        hidden_size=32, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, image_size=32, patch_size=16
    )
    settings = transformers.LlavaConfig(
        vision_config=sight.to_dict(),
        text_config=llama_config(tokenizer, num_hidden_layers=1).to_dict(),
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        vision_feature_select_strategy="full",
        vision_feature_layer=-1,
    )
    with torch.random.fork_rng():
        torch.manual_seed(7)
        transformers.LlavaForConditionalGeneration(settings).save_pretrained(folder)
    return folder


def lesson_tokens(
    tokenizer: Any, question: Question[Any], corrections: Sequence[Correction], answer: str
) -> tuple[list[int], int]:
    """Tokens of a question and its answer, and where the answer begins."""
    turns = turns_of(question, corrections)
    if tokenizer.chat_template:
        chat = chat_of(turns, in_parts=False)
        asked = tokenizer.apply_chat_template(chat, add_generation_prompt=True, tokenize=False)
    else:
        asked = plain_text_of(turns)
    start = tokenizer(asked)["input_ids"]
    return start + tokenizer(answer)["input_ids"] + [tokenizer.eos_token_id], len(start)


def teach(model: Any, lessons: Sequence[tuple[list[int], int]], *, steps: int = 150) -> None:
    """Repeat the lessons until they are known."""
    longest = max(len(tokens) for tokens, _ in lessons)
    ids = torch.zeros((len(lessons), longest), dtype=torch.long)
    labels = torch.full((len(lessons), longest), -100)
    mask = torch.zeros_like(ids)
    for row, (tokens, start) in enumerate(lessons):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        labels[row, start : len(tokens)] = torch.tensor(tokens[start:])
        mask[row, : len(tokens)] = 1
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    model.train()
    for _ in range(steps):
        optimizer.zero_grad()
        result = model(input_ids=ids, attention_mask=mask, labels=labels)
        result.loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if float(result.loss.detach()) < 5e-3:
            break
    torch.set_num_threads(threads)
    model.eval()


@pytest.fixture(scope="session")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model that knows the lessons."""
    return taught_model(tmp_path_factory.mktemp("taught"))
