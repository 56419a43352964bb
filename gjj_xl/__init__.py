"""File a Chinese employer's housing fund (住房公积金) from inside Excel.

Rooms, from the ground up: ``rules`` (what the manual says), ``ukey`` (keys), ``wire`` (what
travels), ``sheets`` (the rules as workbooks), ``centre`` (the client's side of the line), ``desk``
(what a clerk does), ``cli`` (the desk in a terminal) and ``sandbox`` (a centre to practise on).
"""

__version__ = "0.1.0"
