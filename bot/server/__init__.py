"""The server beside chat: one application, on the control socket for other shells and on [server] for everybody.

`application` admits every request alike, by the guard of what is listened on: `access` (tokens, hosts), `control.peer`.
Sections bring the routes: `api` (/v1), `control` (orders of other shells), `metrics` (health). What they ask is the one
port `newsroom`, through the threads of `workers`.
"""
