#!/bin/sh
# What the tests need beside Python: PostgreSQL, Chromium, Chinese fonts, pdftoppm. Installs them when root on
# Debian or Ubuntu; otherwise names them.
set -eu
missing=
have() { command -v "$1" >/dev/null 2>&1; }
have chromium || missing="$missing chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
have pdftoppm || missing="$missing poppler-utils"
ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1 || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! have apt-get; then
  printf '测试还需要这些 Debian 软件包：%s。请由管理员安装后再运行。\n' "$missing" >&2
  printf 'The tests need these Debian packages:%s. Ask an administrator to install them, then run again.\n' "$missing" >&2
  exit 2
fi
printf '安装测试所需的软件包：%s\n' "$missing" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing >/dev/null
