"""A centre to practise on: server, ledger, processing, faults and the staff's review.

It is another house than the client's: of this project it knows the rules and the wire only, keeps
its own store, clock and certificates, and never sees a workbook.
"""
