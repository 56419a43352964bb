"""The command with which Excel starts the server; one test has it made by the VBA, one runs it."""


def server_command(python: str, comspec: str) -> str:
    """As ``XLPyCommand`` makes it, for an interpreter and a shell."""
    code = (
        'import sys, os;import xlwings.utils;xlwings.utils.prepare_sys_path(\\"False\\");'
        "import xlwings; xlwings.serve('$(CLSID)')"
    )
    return f'{comspec}  /K ""{python}" -I -B -c "{code}""'
