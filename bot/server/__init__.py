"""The server beside chat: one application, on the control socket for other shells and on [server] for everybody.

`application` admits every request alike, by the guard of what is listened on: `access` (tokens, hosts), `control.peer`;
`connections` bounds how many there are and how long one may take. Sections bring the routes: `api` (/v1), `mcp`,
`pages`, `control` (orders of other shells), `metrics` (health), `platform_events` (Slack's requests). What they ask is
the one port `newsroom`, through the threads of `workers`; `event_stream` tells how far that is.
"""
