"""Keys (U-key): what signs for a unit, whatever it is made of.

One small protocol, one error tree and the drivers that fulfil it. A key knows certificates, a PIN
and a private key; what is signed, and for whom, is no business of this room.
"""
