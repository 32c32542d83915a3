"""The causal Wan generator: block by block, with identity memory inside attention, in constant memory.

Nothing is imported here, so that asking whether the package exists costs nothing; every module below needs torch.
Words: T tokens a latent frame, F frames a call, B batch, L tokens a call (F * T), S text tokens, H heads, D head size,
C = H * D channels. A block is `block_frames` latent frames, the unit of generation.

File map, from the bottom up:

- `layout`: how many frames of each kind attention sees, the presets, and the position policies
- `records`: plain data: prompt mixes, committed blocks, archived frames, the state of a session
- `rope`, `attention`, `upload`: rotation by fp64 angles, the attention back end, copies that do not wait
- `kvcache`: keys and values `[memory | sink | ring]`, written in place; `routing`: a head's choice among static frames
- `text`: keys and values of prompts, and how two prompts are blended; `transition`: the schedule of a blend
- `block`, `model`: the transformer over the stock weights; `compiling`: its compiled form
- `noise`, `sampler`: noise by hash, few-step denoising
- `observe`: what the clean pass lets others look at (raw keys, attention on identities' tokens)
- `context`: keys and values from latents (sink, memory, window)
- `visible`, `prompts`, `provenance`, `failures`: what a session sees, its prompts, what its states need, its errors
- `session`: a running film; `state_file`: its state on disk; `configs`: sizes, and models with random weights
- `scoring`, `memory_tap`: how well a frame shows whom; `selection`: which frames are used, and the policies of the
  ablation; `recall`: from the rows that a request offers to the frames a take is shown. The archive itself is the
  entity database's memory frames with the latents beside them; who keeps it bounded is `graphs.housekeeping`
- `prompt_cleaning`, `tokens`, `identity_spans`: prompts as tokens, and whose they are; `text_encoder`,
  `embedding_cache`: embeddings, made once; `umt5`, `umt5_files`: the real encoder; `tiny_text_encoder`: a random one
- `vae_stream`, `tiny_vae`, `decode_beside`: latents to pixels, block by block, on a stream of their own
- `options`, `parts`, `encoding`: what the generator is told, what it loads once, prompts of a take to embeddings
- `generator`: the port; `filming`: one take from its request alone; `footage`: pixels to video and pictures;
  `film_files`: what a take leaves for those after it; `whole_files`: files that are there whole or not at all
- `catalogue`, `fetch`, `sources`: known checkpoints, downloading and finding them (no torch)
- `checkpoints`, `transformer_config`, `lora`, `weights`: weight files of every layout into whole models
- `quant`, `quant_trial`, `scaled_linear`: layers in 8 bits, where that is not slower
- `flops`, `estimate`, `presets`: operations and memory from sizes, and what fits a card (no torch)
"""
