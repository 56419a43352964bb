@echo off
rem Installs the Excel add-in for this user, or updates it. No administrator rights are needed.
rem This file finds a Python and hands over: all words are in Python.
rem   install.bat [install|uninstall|status] [quiet]
setlocal EnableExtensions DisableDelayedExpansion
set "GJJ_ACTION=%~1"
if "%GJJ_ACTION%"=="" set "GJJ_ACTION=install"
set "GJJ_QUIET=%~2"
set "GJJ_FOUND="
pushd "%~dp0"
if errorlevel 1 goto noplace

if not defined LOCALAPPDATA goto noplace
call :scan "%LOCALAPPDATA%\Programs\Python" "Python3*"
call :scan "%ProgramFiles%" "Python3*"
call :scan "%SystemDrive%" "Python3*"
call :scan "%LOCALAPPDATA%\gjj-xl\python" "cpython-3*"
for %%P in (py.exe python.exe) do call :onpath "%%~$PATH:P"
if defined GJJ_FOUND goto run
if not "%GJJ_ACTION%"=="install" goto nopython

rem No Python that fits: uv brings one, for this user only.
set "GJJ_UV="
if exist "%~dp0uv.exe" set "GJJ_UV=%~dp0uv.exe"
if not defined GJJ_UV for %%P in (uv.exe) do set "GJJ_UV=%%~$PATH:P"
if not defined GJJ_UV for %%P in (winget.exe) do if not "%%~$PATH:P"=="" call :getuv
if not defined GJJ_UV goto nopython
set "UV_PYTHON_INSTALL_DIR=%LOCALAPPDATA%\gjj-xl\python"
"%GJJ_UV%" python install 3.13
call :scan "%LOCALAPPDATA%\gjj-xl\python" "cpython-3*"
if not defined GJJ_FOUND goto nopython

:run
set "PYTHONUTF8=1"
set "PYTHONDONTWRITEBYTECODE=1"
"%GJJ_FOUND%" -s -m gjj_xl.addin %GJJ_ACTION%
set "GJJ_CODE=%ERRORLEVEL%"
popd
rem A Python that uv had brought cannot remove itself.
if "%GJJ_ACTION%%GJJ_CODE%"=="uninstall0" rd /s /q "%LOCALAPPDATA%\gjj-xl\python" 2>nul
if not "%GJJ_QUIET%"=="quiet" pause
exit /b %GJJ_CODE%

:scan
if defined GJJ_FOUND goto :eof
for /f "delims=" %%D in ('dir /b /ad "%~1\%~2" 2^>nul') do call :look "%~1\%%D\python.exe"
goto :eof

:look
if defined GJJ_FOUND goto :eof
if not exist "%~1" goto :eof
"%~1" -I "%~dp0gjj_xl\addin\probe.py" >nul 2>nul
if not errorlevel 1 set "GJJ_FOUND=%~1"
goto :eof

:onpath
if not "%~1"=="" call :look "%~1"
goto :eof

:getuv
winget install --id astral-sh.uv --exact --silent --accept-package-agreements --accept-source-agreements
if exist "%LOCALAPPDATA%\Microsoft\WinGet\Links\uv.exe" set "GJJ_UV=%LOCALAPPDATA%\Microsoft\WinGet\Links\uv.exe"
goto :eof

:nopython
popd
echo Python 3.11 or newer (64 bit, with tkinter) is needed and was not found.
if not "%GJJ_QUIET%"=="quiet" start "" "%~dp0docs\no-python.html"
if not "%GJJ_QUIET%"=="quiet" pause
exit /b 3

:noplace
echo This folder cannot be used. Please copy it to a local disk and try again.
if not "%GJJ_QUIET%"=="quiet" pause
exit /b 4
