"""Who is asked about where opinions are wanted: "what do analysts make of it"."""

from __future__ import annotations

HOLDERS = (
    r"(?:people|everyone|everybody|folks|others|critics|experts|analysts|investors|commentators|observers|reviewers|users"
    r"|customers|developers|devs|engineers|researchers|academics|scientists|lawyers|journalists|columnists|lawmakers"
    r"|politicians|regulators|rivals|artists|authors|teachers|doctors|workers|employees|staff|unions"
    r"|the (?:press|public|community|industry|market))"
)
"""Who may hold an opinion, as a regular expression."""
