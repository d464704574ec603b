#!/bin/bash
# Puts a newer Azure CLI beside Debian's own and prints the folder to put in front of PATH. It is made once, of those packages of
# Debian testing that the machine lacks, in a Python environment above the installed packages; nothing else is changed.
#
#     scripts/newerAz.sh [folder]
set -euo pipefail

home="${1:-${XDG_CACHE_HOME:-$HOME/.cache}/aks-identity-az}"
if [ -x "$home/bin/az" ]; then
  echo "$home/bin"
  exit
fi

mkdir -p "$(dirname "$home")"
work="$(mktemp -d "$home.XXXXXX")"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists,cache/archives}/partial "$work/root"
echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian testing main' >"$work/sources.list"

options=(
  -qq
  -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
  -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache"
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3
)
apt-get "${options[@]}" update >&2
apt-get "${options[@]}" install --download-only --no-install-recommends -y azure-cli >&2
for package in "$work"/cache/archives/*.deb; do dpkg-deb -x "$package" "$work/root"; done

/usr/bin/python3 -m venv --system-site-packages --without-pip "$work/az"
libraries=("$work"/az/lib/python3*/site-packages)
rmdir "${libraries[0]}"
mv "$work/root/usr/lib/python3/dist-packages" "${libraries[0]}"
sed "1s|.*|#! $home/bin/python3|" "$work/root/usr/bin/az" >"$work/az/bin/az"
chmod +x "$work/az/bin/az"

# Python has to take them before they are kept.
AZURE_CONFIG_DIR="$work/config" "$work/az/bin/python3" -m azure.cli version >/dev/null
mv "$work/az" "$home"
echo "$home/bin"
