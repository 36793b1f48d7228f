"""Slack: what is said, in Block Kit (pure), and the app that says it.

Pure are `escaping`, `blocks`, `markup`, `modals` (how it is shown), and `manifest` (what the app is).

The edge, from outside inwards: `serving` begins and ends it, `connecting` receives over Socket Mode or HTTP, `app` is
what slack_bolt runs, `events` reads payloads (pure), `listening`, `commands` and `buttons` take what members do,
`front` and `posting` do what a question's answer needs. `web` translates Slack's errors, `troubles` puts them into
words, `checks` is for `doctor`. What becomes of questions and what is said is the same on every platform: see
`bot.adapters`.
"""
