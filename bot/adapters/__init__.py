"""The edges of the answering side: the terminal, chat platforms, and the journal.

What chat platforms share: `questions` sees each accepted question to its end, `errands` does what is no question,
`pressing` what buttons stand for, `turns` what is done now and then, all of it on the threads and tasks of `work`.
`words` and `searches` are what is asked; `answers`, `pages` and `notices` are what is said, in the `Markup` of a
platform (`telling`). A platform's package holds its events, its markup and its connection, and knows no other.
"""
