@echo off
rem Removes the Excel add-in and its program; what was sent stays.
call "%~dp0install.bat" uninstall %1
exit /b %ERRORLEVEL%
