"""Tokens and their offsets, identities' words, the tiny encoder, and the cache on disk."""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer as Backend
from transformers import PreTrainedTokenizerFast
from wan_encoder_stage import write_tokenizer

from iamflow_agents.errors import ConfigError, GeneratorError
from iamflow_agents.generator.wan.embedding_cache import EmbeddingCache, HeldEmbeddings, prompt_key
from iamflow_agents.generator.wan.identity_spans import identity_spans
from iamflow_agents.generator.wan.prompt_cleaning import clean_prompt
from iamflow_agents.generator.wan.text_encoder import PromptLibrary
from iamflow_agents.generator.wan.tiny_text_encoder import TinyTextEncoder, TinyTokenizer
from iamflow_agents.generator.wan.tokens import FileTokenizer, TokenizedPrompt, Tokenizer
from iamflow_agents.records import Appearance, AttributeValue, Kind, Slot

TEXT = "Mara, the old woman in a red coat, walks.  Tom waits."


@pytest.fixture(scope="module", params=["file", "tiny"])
def tokenizer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    if request.param == "tiny":
        return TinyTokenizer()
    folder = tmp_path_factory.mktemp("tokenizer")
    write_tokenizer(folder)
    return FileTokenizer(folder / "tokenizer.json")


def words_of(prompt: TokenizedPrompt, tokens: Sequence[int]) -> str:
    """The characters that tokens stand for, without the spaces that some tokens begin with."""
    return "".join(prompt.text[slice(*prompt.offsets[i])].strip() for i in tokens)


def test_wan_encoder_tokens_lie_where_their_characters_are(tokenizer: Tokenizer) -> None:
    prompt = tokenizer.tokenize(TEXT)
    span = TEXT.index("red coat"), TEXT.index("red coat") + len("red coat")
    assert words_of(prompt, prompt.tokens_of([span])) == "redcoat"
    assert words_of(prompt, prompt.content) == TEXT.replace(" ", "")
    assert prompt.tokens_of([]) == prompt.tokens_of([(3, 3)]) == ()
    assert not set(prompt.tokens_of([(0, 4)])) & set(prompt.tokens_of([span]))
    # The share of characters would point elsewhere: the reference's way to find a word's tokens among 512.
    by_ratio = {int(512 * i / len(TEXT)) for i in range(*span)}
    assert not by_ratio & set(prompt.tokens_of([span]))


def test_wan_encoder_the_end_mark_and_padding_belong_to_nobody(tokenizer: Tokenizer) -> None:
    prompt = tokenizer.tokenize(TEXT)
    assert len(prompt.ids) == len(prompt.offsets) == prompt.n_whole == tokenizer.count(TEXT)
    assert prompt.offsets[-1] == (0, 0)
    assert prompt.content == tuple(range(len(prompt.ids) - 1))
    assert max(prompt.tokens_of([(0, len(TEXT))])) == len(prompt.ids) - 2
    assert not prompt.is_cut


@pytest.mark.parametrize("text", ["", "   ", "\n", "a", "&amp;", "\u00e9\u4f60\U0001f600"])
def test_wan_encoder_odd_prompts_have_tokens(tokenizer: Tokenizer, text: str) -> None:
    prompt = tokenizer.tokenize(text)
    assert prompt.n_whole == tokenizer.count(text) >= 1
    assert all(0 <= start <= end <= len(text) for start, end in prompt.offsets)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("ab é&;\u201camp#39lt\n\t.,"), max_size=30))
def test_wan_encoder_cleaning_keeps_the_origin_of_every_character(text: str) -> None:
    clean = clean_prompt(text)
    assert len(clean.text) == len(clean.origins)
    assert "  " not in clean.text
    assert clean.text == clean.text.strip()
    starts = [start for start, _ in clean.origins]
    assert starts == sorted(starts)
    assert all(0 <= start < end <= len(text) for start, end in clean.origins)
    # The oracle knows nothing of origins.
    resolved = html.unescape(html.unescape(text)).replace("\u201c", '"')
    assert clean.text == " ".join(resolved.split())


def test_wan_encoder_cleans_as_the_models_were_trained() -> None:
    text = " Tom &amp;amp; Mara \u201chere\u201d\n\n go &nobody; &#39;now&#x27; "
    clean = clean_prompt(text)
    assert clean.text == "Tom & Mara \"here\" go &nobody; 'now'"
    assert text[slice(*clean.original(*clean_span(clean.text, "&")))] == "&amp;amp;"
    assert text[slice(*clean.original(*clean_span(clean.text, "Mara")))] == "Mara"


def clean_span(text: str, word: str) -> tuple[int, int]:
    return text.index(word), text.index(word) + len(word)


def test_wan_encoder_cuts_behind_words_and_keeps_the_end_mark(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    for whole, short in (
        (FileTokenizer(tmp_path / "tokenizer.json"), FileTokenizer(tmp_path / "tokenizer.json", 10)),
        (TinyTokenizer(), TinyTokenizer(10)),
    ):
        all_of_it, cut = whole.tokenize(TEXT), short.tokenize(TEXT)
        assert cut.ids == (*all_of_it.ids[:9], all_of_it.ids[-1])
        assert cut.is_cut
        assert cut.n_whole == short.count(TEXT) == len(all_of_it.ids) > 10
        end = TEXT.index("Tom")
        assert all_of_it.tokens_of([(end, end + 3)])
        assert not cut.tokens_of([(end, end + 3)])
        assert whole.fingerprint != short.fingerprint


def test_wan_encoder_file_tokenizer_gives_the_ids_of_transformers(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    theirs = PreTrainedTokenizerFast(tokenizer_file=str(tmp_path / "tokenizer.json"), pad_token="<pad>")
    for most in (3, 10, 512):
        ours = FileTokenizer(tmp_path / "tokenizer.json", most)
        for text in (TEXT, "", "caf\u00e9 \u2468", "the old harbour"):
            wanted = theirs(clean_prompt(text).text, truncation=True, max_length=most).input_ids
            assert ours.tokenize(text).ids == tuple(wanted)


def test_wan_encoder_file_tokenizer_ignores_the_padding_its_file_asks_for(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    plain = Backend.from_file(str(tmp_path / "tokenizer.json"))
    assert len(plain.encode("a").ids) == 16
    assert FileTokenizer(tmp_path / "tokenizer.json").count("a") == 3


def look(identity: str, name: str, *values: str) -> Appearance:
    attributes = tuple(AttributeValue(slot=Slot.TOP, value=value) for value in values)
    return Appearance(identity=identity, kind=Kind.PERSON, name=name, attributes=attributes)


def spoken(text: str, *cast: Appearance) -> dict[str, list[str]]:
    return {key: [text[slice(*span)] for span in spans] for key, spans in identity_spans(text, cast).items()}


def test_wan_encoder_finds_the_words_of_each_identity() -> None:
    text = "Anna Smith, a woman in a red coat, meets Bob Smith, in a red coat too. Anna's brother laughs at will."
    found = spoken(
        text, look("anna", "Anna Smith", "red coat"), look("bob", "Bob Smith", "red coat"), look("w", "Will")
    )
    assert found == {"anna": ["Anna Smith", "red coat", "Anna"], "bob": ["Bob Smith", "red coat"]}
    text = "The old fisherman mends nets while a second fisherman watches; the FISHERMAN's dog sleeps. Fishermen sing."
    found = spoken(text, look("f", "the old fisherman"), look("d", "a dog"))
    assert found == {"f": ["old fisherman", "fisherman", "FISHERMAN"], "d": ["dog"]}


def test_wan_encoder_no_character_belongs_to_two_and_strangers_are_left_out() -> None:
    text = "Mara Lind and Mara Vos walk. The guard and the guard wait in a grey cloak."
    cast = (
        look("l", "Mara Lind"), look("v", "Mara Vos", "grey cloak"), look("g1", "the guard", "grey cloak"),
        look("x", "Otto", "blue hat"), look("e", ""),
    )  # fmt: skip
    found = identity_spans(text, cast)
    assert found.keys() == {"l", "v", "g1"}
    spans = sorted(span for own in found.values() for span in own)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert spoken(text, *cast)["g1"] == ["guard", "guard", "grey cloak"]


def test_wan_encoder_tiny_is_deterministic_and_tells_prompts_apart() -> None:
    def embed(*texts: str, **options: int) -> list[torch.Tensor]:
        encoder = TinyTextEncoder(**options)
        return encoder.encode([encoder.tokenizer.tokenize(text) for text in texts])

    a, b, again = *embed("the red coat", "the blue coat"), embed("the red coat")[0]
    assert torch.equal(a, again)
    assert a.shape == (4, 32)
    assert torch.isfinite(a).all()
    assert 0.3 < float(a.std()) < 3
    assert float((a - b).norm() / a.norm()) > 0.3
    # What stands behind a word changes it: this is a network, not a table.
    assert not torch.allclose(a[0], b[0])
    assert not torch.allclose(embed("the red coat", seed=1)[0], a)
    assert embed("the", text_dim=64)[0].shape == (2, 64)


class Counting(TinyTextEncoder):
    """Says how often it was asked and whether it was freed."""

    def __init__(self, **options: int) -> None:
        super().__init__(**options)
        self.asked: list[int] = []
        self.freed = 0

    def encode(self, prompts: Sequence[TokenizedPrompt]) -> list[torch.Tensor]:
        self.asked.append(len(prompts))
        return super().encode(prompts)

    def free(self) -> None:
        self.freed += 1
        super().free()


def test_wan_encoder_all_prompts_are_encoded_at_once_and_never_twice(tmp_path: Path) -> None:
    encoder = Counting()
    library = PromptLibrary(encoder, EmbeddingCache(tmp_path), kept=2)
    texts = [f"segment {i}" for i in range(5)]
    done = library.prepare([*texts, texts[0]])
    assert (done.n_cached, done.n_encoded, encoder.asked, encoder.freed) == (0, 5, [5], 1)
    library.prepare(["later"], keep_loaded=True)
    assert encoder.freed == 1
    library.free()
    assert encoder.freed == 2
    first = {text: library[prompt_key(text)].clone() for text in texts}
    assert len(library._held) == 2
    other = Counting()
    late = PromptLibrary(other, EmbeddingCache(tmp_path))
    # A block of another run names its prompt by key alone.
    assert torch.equal(late[prompt_key(texts[3])], first[texts[3]])
    done = late.prepare([*texts, "new"])
    assert (done.n_cached, done.n_encoded, other.asked) == (5, 1, [1])
    assert all(torch.equal(late[prompt_key(text)], first[text]) for text in texts)
    assert set(late) == {prompt_key(text) for text in (*texts, "new")}
    with pytest.raises(KeyError):
        late["nobody"]
    assert prompt_key("nobody") not in PromptLibrary(Counting(seed=1), EmbeddingCache(tmp_path))


def test_wan_encoder_without_a_folder_is_freed_all_the_same(tmp_path: Path) -> None:
    encoder = Counting()
    library = PromptLibrary(encoder, HeldEmbeddings(), kept=1)
    texts = [f"segment {i}" for i in range(9)]
    library.prepare(texts)
    assert (encoder.asked, encoder.freed, library.n_loads) == ([8, 1], 1, 1), "a few at a time, loaded once"
    library.prepare(texts[3:])
    assert (len(encoder.asked), library.n_loads) == (2, 1), "nothing is encoded twice"
    library.prepare([*texts, "later"], keep_loaded=True)
    library.prepare(["still later"])
    assert (encoder.asked[2:], encoder.freed, library.n_loads) == ([1, 1], 2, 2), "loaded once more for both"
    on_disk = PromptLibrary(Counting(), EmbeddingCache(tmp_path))
    on_disk.prepare(texts)
    assert all(torch.equal(library[prompt_key(text)], on_disk[prompt_key(text)]) for text in texts)


def test_wan_encoder_holds_so_many_embeddings_and_those_in_use_longest() -> None:
    held = HeldEmbeddings(kept=2)
    whole = torch.randn(4, 8)
    for key in "ab":
        held.put("encoder", key, whole[:2])
    first = held.get("encoder", "a")
    assert first is not None and first.dtype is torch.bfloat16
    assert first.untyped_storage().nbytes() == 2 * 8 * 2, "nothing else is kept alive with it"
    held.put("encoder", "c", whole)
    assert [held.get("encoder", key) is not None for key in "abc"] == [True, False, True]
    assert held.get("other", "a") is None


def test_wan_encoder_another_encoder_shares_no_embeddings(tmp_path: Path) -> None:
    PromptLibrary(Counting(), EmbeddingCache(tmp_path)).prepare(["a"])
    for options in ({"seed": 1}, {"text_dim": 64}, {"max_tokens": 99}):
        other = Counting(**options)
        PromptLibrary(other, EmbeddingCache(tmp_path)).prepare(["a"])
        assert other.asked == [1]


def test_wan_encoder_a_damaged_cache_is_made_again(tmp_path: Path) -> None:
    PromptLibrary(Counting(), EmbeddingCache(tmp_path)).prepare(["a long prompt"])
    (path,) = tmp_path.iterdir()
    data = path.read_bytes()
    assert len(data) < 1000
    for i, broken in enumerate((data[:-1], data[:-1] + bytes([data[-1] ^ 1]), b"", b"\xff" * 40, data[:20])):
        path.write_bytes(broken)
        again = Counting()
        PromptLibrary(again, EmbeddingCache(tmp_path)).prepare(["a long prompt"])
        assert again.asked == [1], i
        assert path.read_bytes() == data


def test_wan_encoder_cache_folders_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="folder cannot be made"):
        EmbeddingCache(tmp_path / "file")
    library = PromptLibrary(Counting(), EmbeddingCache(tmp_path / "cache"))
    library.prepare(["a"])
    (path,) = (tmp_path / "cache").iterdir()
    path.unlink()
    path.mkdir()
    with pytest.raises(GeneratorError, match="cannot be opened"):
        library.prepare(["a"])


def test_wan_encoder_that_fails_is_freed(tmp_path: Path) -> None:
    class Failing(Counting):
        def encode(self, prompts: Sequence[TokenizedPrompt]) -> list[torch.Tensor]:
            raise RuntimeError("no")

    encoder = Failing()
    with pytest.raises(RuntimeError, match="no"):
        PromptLibrary(encoder, EmbeddingCache(tmp_path)).prepare(["a"])
    assert encoder.freed == 1
