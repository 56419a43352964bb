"""The desk in Excel: commands, dialogs, background jobs.

Thin over the desk; nothing here decides a rule.
"""
