#!/bin/sh
# Makes .venv from a lock file with hashes and leaves .venv/bin/zhenggai. Usage: scripts/setup.sh [core|dev]
# Needs python3 with pip only: no compiler, no root, no venv module.
set -eu
cd "$(dirname "$0")/.."
kind=${1:-core}
lock=requirements/$kind.txt
say() { printf '%s\n' "$*" >&2; }

command -v python3 >/dev/null 2>&1 || { say "缺 python3（3.11 或更高）。请先安装。 / python3 (3.11 or later) is missing."; exit 2; }
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "python3 版本过低，需要 3.11 或更高。 / Python 3.11 or later is needed."; exit 2; }

digest=$(cat requirements/boot.txt "$lock" scripts/setup.sh | python3 -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())')
stamp=.venv/.installed-$kind

with_uv() {
  if [ ! -x .boot/bin/uv ]; then
    python3 -m pip install --quiet --disable-pip-version-check --require-hashes --target .boot -r requirements/boot.txt || return 1
  fi
  # uv reads neither pip's configuration nor the system's certificates by itself.
  UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 UV_NO_PROGRESS=1
  export UV_PYTHON_DOWNLOADS UV_SYSTEM_CERTS UV_NATIVE_TLS UV_NO_PROGRESS
  index=${PIP_INDEX_URL:-$(python3 -m pip config get global.index-url 2>/dev/null || true)}
  [ -z "$index" ] || { UV_DEFAULT_INDEX=$index; export UV_DEFAULT_INDEX; }
  .boot/bin/uv venv --quiet --allow-existing --python "$(command -v python3)" .venv &&
    .boot/bin/uv pip install --quiet --python .venv/bin/python --require-hashes --only-binary :all: -r "$lock"
}

with_pip() {
  say "改用 venv 与 pip 安装。 / Falling back to venv and pip."
  python3 -m venv .venv && .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$lock"
}

if [ "$(cat "$stamp" 2>/dev/null || true)" != "$digest" ]; then
  python3 -m pip --version >/dev/null 2>&1 || { say "这个 python3 没有 pip。Debian、Ubuntu 请先安装 python3-pip。 / This python3 has no pip: install python3-pip first."; exit 2; }
  say "安装依赖（$lock）…… / Installing dependencies …"
  with_uv || with_pip || { say "依赖没有装上，请检查能否访问软件源。 / Dependencies could not be installed: check the package index."; exit 1; }
  printf '%s\n' "$digest" > "$stamp"
fi
.venv/bin/python scripts/finish_setup.py
