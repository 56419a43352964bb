"""What Excel loads, as text: ribbon.xml, VBA, icons. ``build.py`` makes gjj_xl.xlam from them.

Nothing here runs at a clerk's; only the built file is shipped. The same text gives the same file.
"""
