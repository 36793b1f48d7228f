"""Byline beside LlamaIndex, LangChain with Chroma, and txtai: by hand, `python -m tests.benchmarks`.

They are installed by `pip install -e '.[peers]'`.

All systems are given the same articles as one JSONL file, the same questions, the model that Byline bundles, and its
folder as the model's name. Everything else is as each comes:

- LlamaIndex: `VectorStoreIndex.from_documents`, with its own splitter (1,024 tokens of another tokenizer, 200 of
  overlap), its own vector store in memory, written to a folder and read again.
- LangChain: `RecursiveCharacterTextSplitter()` (4,000 characters, 200 of overlap), `HuggingFaceEmbeddings`, `Chroma`.
- txtai: `Embeddings(path=…, content=True)`, without which it returns numbers for texts; it does not split. Once
  more with `hybrid=True`, which adds BM25.
- Byline: `byline import`, then `search`: its own splitter, backend "auto", which computes with a copy of the model for
  onnxruntime. The copy is made once for all installations, in ten seconds, before anything is measured.

A document of the others is the title, a blank line and the text. An article's place in a ranking is that of its best
chunk; they are asked for thirty chunks, so that ten articles are among them. Byline's articles of one text are shown as
one result, which counts as one.

What is counted, each in processes of its own:

- **tokens a second**: of the articles' texts, those that the model has read, each once (not what overlaps, not what was
  cut off because the model reads no more), by the seconds from the file to the stored index. The model is loaded
  beforehand. Byline's seconds hold what the others do not do: catalogue, lexical index, finding stories.
- **share read**: those tokens by all tokens of the texts. How many tokens of a chunk the model is given, each system
  is asked: the model's card says 256, which sentence-transformers keeps to; txtai gives it 512.
- **query, p50 and p95**: in a warm process, over more than a hundred questions, each question's best of three times.
- **nDCG@10**: over articles, of the answerable questions in `tests/data/golden.jsonl` (58) and `golden_holdout.jsonl`,
  which were not looked at while Byline was made, on the sample newsroom alone, by the function that `byline eval` uses.
- **memory**: the most that a process held (resident) which opened the stored index and answered all questions; beside
  it, one that loaded only the system and the model.
- **cold start**: from the start of a process to its first answer from the stored index, median of five.

Rate, share, latency, memory and cold start are measured on invented articles of news length, none of which is in the
newsroom.
"""
