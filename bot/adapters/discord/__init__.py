"""Discord: its markup (pure), and the client that serves it.

Pure are `escaping` and `markup` (how it is shown), `events` (what is read out of messages and interactions), and
`invite` (what the bot must be allowed).

The edge, from outside inwards: `serving` begins and ends it, `client` is what discord.py runs, `listening`, `commands`
and `buttons` take what members do, `front` and `posting` do what a question's answer needs. `rest` translates
Discord's errors, `troubles` puts them into words, `checks` is for `doctor`. What becomes of questions and what is said
is the same on every platform: see `bot.adapters`.
"""
