"""The client's side of the line: home folder, sealed store, journal, channel, session, roster.

Nothing leaves this room that the journal does not know of first, and nothing comes in that was not
verified. No workbook, no question to the clerk and no output may enter: that is the desk's.
"""
