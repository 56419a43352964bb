"""What travels between a unit and the centre, and how either side knows that it is true.

Envelope, form, messages, lines, signatures and receipts, shared by the client and the sandbox.
No socket, no store, no clock and no workbook may enter here: bytes and values go in, values and
bytes come out, and the moment to judge a certificate by is always given.
"""
