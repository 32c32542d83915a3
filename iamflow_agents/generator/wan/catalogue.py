"""Checkpoints that are known to work: where they are, under which licence, how large, and how to tell they are whole.

Only what could be verified is written down: a size or hash that nobody has confirmed is left out, and a licence that
has to be read on the model's page says so. Nothing here needs torch or the network.
"""

from __future__ import annotations

from dataclasses import dataclass

HUB = "https://huggingface.co"
_CARD = "not verified here: read the model card before use"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFile:
    """One file of a checkpoint."""

    path: str
    """Inside the repository, and inside the folder it is fetched to."""
    part: str
    """transformer, lora, vae, text_encoder, tokenizer or config."""
    size: int | None = None
    """Bytes."""
    sha256: str | None = None
    git_blob: str | None = None
    """The file's object name in a git repository, where no SHA-256 is known."""
    url: str | None = None
    """Where it is if not in the entry's hub repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One checkpoint."""

    name: str
    about: str
    licence: str
    licence_url: str
    files: tuple[CatalogueFile, ...]
    repository: str | None = None
    """Hub id; None if every file has an address of its own."""
    revision: str = "main"
    needs: str | None = None
    """Another entry that brings what this one lacks."""
    lora_alpha: float | None = None
    """Scale numerator of its LoRA, where the file does not say."""

    @property
    def size(self) -> int | None:
        """Bytes in all; None if a size is unknown."""
        sizes = [file.size for file in self.files]
        return None if None in sizes else sum(size for size in sizes if size is not None)

    def address(self, file: CatalogueFile, hub: str = HUB) -> str:
        """Where a file can be downloaded."""
        return file.url or f"{hub.rstrip('/')}/{self.repository}/resolve/{self.revision}/{file.path}"


def _file(path: str, part: str, size: int | None = None, sha256: str | None = None) -> CatalogueFile:
    """A file of a hub repository."""
    return CatalogueFile(path=path, part=part, size=size, sha256=sha256)


_WAN_ORIGINAL = (
    _file("config.json", "config", 249, "ab37994c43740513f94b3ba6233a784035a67b43c8cde83c8f31aa90468c67ce"),
    _file(
        "diffusion_pytorch_model.safetensors",
        "transformer",
        5676070424,
        "96b6b242ca1c2f24e9d02cd6596066fab6d310e2d7538f33ae267cb18d957e8f",
    ),
    _file("Wan2.1_VAE.pth", "vae", 507609880, "38071ab59bd94681c686fa51d75a1968f64e470262043be31f7a094e442fd981"),
    _file(
        "models_t5_umt5-xxl-enc-bf16.pth",
        "text_encoder",
        11361920418,
        "7cace0da2b446bbbbc57d031ab6cf163a3d59b366da94e5afe36745b746fd81d",
    ),
    _file(
        "google/umt5-xxl/spiece.model",
        "tokenizer",
        4548313,
        "e3909a67b780650b35cf529ac782ad2b6b26e6d1f849d3fbb6a872905f452458",
    ),
    _file(
        "google/umt5-xxl/tokenizer.json",
        "tokenizer",
        16837417,
        "6e197b4d3dbd71da14b4eb255f4fa91c9c1f2068b20a2de2472967ca3d22602b",
    ),
    _file(
        "google/umt5-xxl/tokenizer_config.json",
        "tokenizer",
        61728,
        "ed9a3a8b0faa71a70a32847e0435fe036e6e112d4df4edb7bb48a921e344dc05",
    ),
    _file(
        "google/umt5-xxl/special_tokens_map.json",
        "tokenizer",
        6623,
        "7b8a9f5040adb67b5805abdfd42c1f8d0f3d0e711f10726580eb3789cd0ad61d",
    ),
)
_WAN_DIFFUSERS = (
    _file("model_index.json", "config", 400, "b8b28e022329acf975e027579a1d2dc3de44dba28f4c909b98a880fbf5b0de7d"),
    _file("transformer/config.json", "config", 465, "0b093fa072e9ff28763febe9b964ee582f566733a6d6709deb9dfba1bde16b81"),
    _file(
        "transformer/diffusion_pytorch_model.safetensors.index.json",
        "transformer",
        73296,
        "dcbcf3497134a3f50557ff069dd7d2c84b5c4d8c5932472f6bdb780fb4016589",
    ),
    _file(
        "transformer/diffusion_pytorch_model-00001-of-00002.safetensors",
        "transformer",
        4998781576,
        "6d011927dbd2cc8afe53d57abab04a8fd86f615d83324770d985fb058ece3a24",
    ),
    _file(
        "transformer/diffusion_pytorch_model-00002-of-00002.safetensors",
        "transformer",
        677289072,
        "b92ec2309b1f239af6f746431815a881afcc938abb26a4f08d9a2fd6c892f872",
    ),
    _file("vae/config.json", "config", 724, "f0c1cc1d7decb5badc384f54691746a27a9aeff49f7ebca974e583389342d527"),
    _file(
        "vae/diffusion_pytorch_model.safetensors",
        "vae",
        507591892,
        "d6e524b3fffede1787a74e81b30976dce5400c4439ba64222168e607ed19e793",
    ),
    _file(
        "text_encoder/config.json", "config", 854, "4087b6192155a4643f6d29fd326c4610103130674011ef4d0a53f8bce5de967d"
    ),
    _file(
        "text_encoder/model.safetensors.index.json",
        "text_encoder",
        22476,
        "8af791f24a6447aa30c95786f40adf23d3c9df97470d2f36159c8f1113f120b4",
    ),
    _file(
        "text_encoder/model-00001-of-00005.safetensors",
        "text_encoder",
        4972389712,
        "c0ef3a140898e228a3520c9adec60743d2e8e5b3d229651bb37f1a3921919f99",
    ),
    _file(
        "text_encoder/model-00002-of-00005.safetensors",
        "text_encoder",
        4899225672,
        "481c7b2b39771c44df6dd8d13ee12ed072d731b4a650bd092885d4d52db229ad",
    ),
    _file(
        "text_encoder/model-00003-of-00005.safetensors",
        "text_encoder",
        4966309504,
        "f93148bcc04052a169e1e49bfcf6125df6cf9bf243cb9c627da75266cf8e35c3",
    ),
    _file(
        "text_encoder/model-00004-of-00005.safetensors",
        "text_encoder",
        4999880704,
        "a451792c739c05bca4606190cc2dd16731411bac03b4cf6aacc5767321f857c9",
    ),
    _file(
        "text_encoder/model-00005-of-00005.safetensors",
        "text_encoder",
        2885866152,
        "7e76e18d224531b8197a46231cb53daf7f2f6ca707130252becf933026ac4eea",
    ),
    _file(
        "tokenizer/spiece.model",
        "tokenizer",
        4548313,
        "e3909a67b780650b35cf529ac782ad2b6b26e6d1f849d3fbb6a872905f452458",
    ),
    _file(
        "tokenizer/tokenizer.json",
        "tokenizer",
        16837459,
        "20a46ac256746594ed7e1e3ef733b83fbc5a6f0922aa7480eda961743de080ef",
    ),
    _file(
        "tokenizer/tokenizer_config.json",
        "tokenizer",
        61758,
        "1d8d2a216bf8e70ac15b7ddcea566c4dd0433c024b39a58ca5e4c66bd78defbd",
    ),
    _file(
        "tokenizer/special_tokens_map.json",
        "tokenizer",
        7079,
        "456b58fd240a06c743a7c2cf8008bec501240d68ebd1fc4018ea569505fea270",
    ),
)
_TAEHV_COMMIT = "1f14a568f24bf8811e0a0ac601613e04fc1581e8"

_ENTRIES = (
    CatalogueEntry(
        name="wan2.1-1.3b",
        about="Wan 2.1 text-to-video 1.3B, original release: transformer (not causal), VAE, text encoder, tokenizer",
        licence="Apache-2.0",
        licence_url=f"{HUB}/Wan-AI/Wan2.1-T2V-1.3B",
        repository="Wan-AI/Wan2.1-T2V-1.3B",
        revision="37ec512624d61f7aa208f7ea8140a131f93afc9a",
        files=_WAN_ORIGINAL,
    ),
    CatalogueEntry(
        name="wan2.1-1.3b-diffusers",
        about="The same model as diffusers folders; text encoder in float32",
        licence="Apache-2.0",
        licence_url=f"{HUB}/Wan-AI/Wan2.1-T2V-1.3B-Diffusers",
        repository="Wan-AI/Wan2.1-T2V-1.3B-Diffusers",
        revision="0fad780a534b6463e45facd96134c9f345acfa5b",
        files=_WAN_DIFFUSERS,
    ),
    CatalogueEntry(
        name="self-forcing",
        about="Self-Forcing: causal 1.3B transformer, 4 steps, 3-frame blocks",
        licence="Apache-2.0",
        licence_url=f"{HUB}/gdhe17/Self-Forcing",
        repository="gdhe17/Self-Forcing",
        revision="2f8b779212da279d212c22a509b66ad6552f350e",
        needs="wan2.1-1.3b",
        files=(
            _file(
                "checkpoints/self_forcing_dmd.pt",
                "transformer",
                5676252553,
                "a0413986d9734e02c09504e1520f5697ba6df731bb2f0f35577485e9cc8f56a3",
            ),
        ),
    ),
    CatalogueEntry(
        name="causal-forcing",
        about="Causal-Forcing: causal 1.3B transformer, 4 steps, 3-frame blocks",
        licence=_CARD,
        licence_url=f"{HUB}/zhuhz22/Causal-Forcing",
        repository="zhuhz22/Causal-Forcing",
        needs="wan2.1-1.3b",
        files=(_file("chunkwise/causal_forcing.pt", "transformer"),),
    ),
    CatalogueEntry(
        name="longlive",
        about="LongLive: causal 1.3B transformer tuned on long videos with prompt switches, and its LoRA (rank 256)",
        licence=f"Apache-2.0 in its code repository since 2025-11; earlier copies CC-BY-NC-SA-4.0; {_CARD}",
        licence_url=f"{HUB}/Efficient-Large-Model/LongLive-1.3B",
        repository="Efficient-Large-Model/LongLive-1.3B",
        needs="wan2.1-1.3b",
        lora_alpha=256.0,
        files=(
            _file("models/longlive_base.pt", "transformer", 5676334208),
            _file("models/lora.pt", "lora", 2800056690),
        ),
    ),
    CatalogueEntry(
        name="memflow",
        about="MemFlow: causal 1.3B transformer with a memory bank, and its LoRA",
        licence=f"Apache-2.0 code repository with CC-BY-NC-SA-4.0 files in it; {_CARD}",
        licence_url=f"{HUB}/KlingTeam/MemFlow",
        repository="KlingTeam/MemFlow",
        needs="wan2.1-1.3b",
        files=(_file("base.pt", "transformer"), _file("lora.pt", "lora")),
    ),
    CatalogueEntry(
        name="taew2_1",
        about="Tiny video autoencoder for Wan 2.1 latents (TAEHV family)",
        licence="MIT",
        licence_url="https://github.com/madebyollin/taehv",
        files=(
            CatalogueFile(
                path="taew2_1.pth",
                part="vae",
                git_blob="d6ffa27358914606153bbb790bd1da1c5cf822fd",
                url=f"https://github.com/madebyollin/taehv/raw/{_TAEHV_COMMIT}/taew2_1.pth",
            ),
        ),
    ),
)
CATALOGUE: dict[str, CatalogueEntry] = {entry.name: entry for entry in _ENTRIES}
"""Known checkpoints by name, in the order they are listed."""
