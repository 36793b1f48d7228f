"""Discord: events to the handlers of `bot.adapters.chat`, and messages to embeds.

Pure are `escaping`, `markup` and `custom_ids` (how messages look), `events` (messages and interactions), `errors`
(refusals in words) and `invite` (what the bot may do).

`service` begins and ends serving; `client` is what discord.py runs, with the commands of `command_tree`; `router`
attaches `mentions`, `commands` and `buttons`; `threads` learns of which channels threads are; `posting` and `progress`
post through `api`; `checks` is for `doctor`.
"""
