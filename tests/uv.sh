# Sourced by tests/run and .ci/run: sets the array `uv` to a command that runs uv, and gets it where
# there is none. Debian's own Python refuses pip: uv then goes into an environment of its own.
if command -v uv >/dev/null 2>&1; then
  uv=(uv)
elif python3 -m uv --version >/dev/null 2>&1; then
  uv=(python3 -m uv)
elif python3 -m pip install --quiet uv >/dev/null 2>&1 && python3 -m uv --version >/dev/null 2>&1; then
  uv=(python3 -m uv)
else
  python3 -m venv .venv-uv && .venv-uv/bin/pip install --quiet uv
  uv=(.venv-uv/bin/uv)
fi
