"""From a question to a cited answer, and the places where questions are asked.

The stages of an answer, each a package that hands the next one a frozen record of `bot.model`; `answering` puts them
together:

- `understanding`: Question -> Query
- `retrieval`: Query -> RetrievedHits of both indexes, fused, one story once
- `evidence`: RetrievedHits -> Evidence with its sentences, how likely it is that they answer, and which do best
- `composition`: sentences -> Claims with what carries them; `composition.citations` numbers the sources
- `verification`: a Claim against the passages that it cites
- `generation`: passages -> Drafts of a language model, if one is configured; verified like the others
- `answering`: Question -> Answer
- `adapters.messages`: Answer -> message, in the markup of the terminal, Slack or Discord

Below them: `language` (English: words, amounts, dates, products), `ports` (what they need from the world), `config`,
`model`. Around them:
`conversation` (each question of a chat answered once), `subscriptions` (watches and digests: what is due, sent once),
`operations` (what one process does of several, health, doctor, evaluation, backups, references in the log), `adapters`
(Slack, Discord, mail, Atom, terminal, journal), `server` (one HTTP application: `/v1`, MCP, pages, metrics, control
socket), `wiring` (the one composition root), `commands` (the command line), `demo` (the sample newsroom).
docs/architecture.md draws who imports whom.
"""
