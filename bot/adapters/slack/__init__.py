"""Slack: events to the handlers of `bot.adapters.chat`, and messages to Block Kit.

Pure are `escaping`, `blocks`, `markup` and `views` (how messages look), `events` (payloads), `errors` (refusals in
words) and `manifest` (what the app may do).

`service` begins and ends serving; `transport` receives events over Socket Mode or HTTP; `router` sends them to
`mentions`, `commands` and `buttons`; `posting` and `progress` post through `api`; `checks` is for `doctor`.
"""
