"""The child's side begins: ``python -m gjj_xl.ribbon.dialogs``, started by ``process``."""

from gjj_xl.ribbon.dialogs.child import main

main()
