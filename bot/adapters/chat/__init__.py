"""What chat platforms share: from a mention, a command or a click to the message that answers it.

`mentions` and `commands` parse (`parsing`) what members write, `question_flow` sees each accepted question to its end,
`button_actions` does what buttons stand for, `periodic` what is repeated meanwhile (`correction_notes`,
`feed_alerts`); all of them in the threads and tasks of `executors`. A platform implements `posting.ChatPosting`,
`question_flow.AnswerProgress`, `button_actions.ButtonClick` and `platform.ChatPlatform`, and derives its service from
`service.ChatService`.
"""
