"""What the manual says, as pure functions over plain values.

No workbook, no network, no clock and no other room of the house may enter here. Constants of the
centre come from the :class:`~gjj_xl.rules.terms.Terms`, never from code.
"""
