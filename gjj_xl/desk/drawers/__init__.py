"""The drawers of the desk: what :class:`gjj_xl.desk.desk.Desk` offers, topic by topic.

A front has one desk with every drawer in it. A drawer keeps nothing of its own: it works with the
desk's context, says what it gives and raises, and hands on to the module that does it. Nothing here
calls another drawer.
"""
