"""The pages: what Byline knows, for people with a browser.

`newsroom` and `source` → views, which are pure → templates, made on the server by `rendering` and sent by `page_maker`
with headers that let nothing in from elsewhere. `section` names the routes; `visits` knows browsers and their forms.
"""
