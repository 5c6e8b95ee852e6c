#!/usr/bin/env bash
# Installs what the tests need from the system and this machine lacks: a browser, a broker and its clients, the
# zbar library, and the one that playwright's own node is linked against.
set -euo pipefail

missing=()
browsers=(chromium-headless-shell chromium google-chrome)
command -v "${browsers[@]}" >/dev/null || missing+=(chromium-headless-shell)
command -v mosquitto >/dev/null || missing+=(mosquitto)
command -v mosquitto_sub >/dev/null || missing+=(mosquitto-clients)
libraries=$(ldconfig -p)
[[ $libraries == *libzbar.so.0* ]] || missing+=(libzbar0)
[[ $libraries == *libatomic.so.1* ]] || missing+=(libatomic1)
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

install="apt-get install -y --no-install-recommends ${missing[*]}"
if ! command -v apt-get >/dev/null; then
  echo "tests: this machine lacks ${missing[*]} and has no apt-get; install them and run again" >&2
  exit 1
fi
root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "tests: this machine lacks ${missing[*]}; as root: $install" >&2
    exit 1
  fi
  root=(sudo)
fi
echo "tests: installing from the system's packages${root[*]:+ with sudo}: ${missing[*]}"
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive $install -qq
