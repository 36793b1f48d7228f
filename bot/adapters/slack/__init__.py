"""Slack: what is said, in Block Kit (pure), and the app that says it.

Pure are `escaping`, `blocks`, `answers`, `pages`, `notices`, `modals` (what is shown), and `manifest` (what the app
is).

The edge, from outside inwards: `serving` begins and ends it, `connecting` receives over Socket Mode or HTTP, `app` is
what slack_bolt runs, `events` reads payloads (pure), `listening`, `commands` and `buttons` take what members do,
`questions` sees each accepted question to its end, `posting` posts it once. `web` translates Slack's errors,
`troubles` puts them into words, `checks` is for `doctor`.
"""
