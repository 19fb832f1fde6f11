#!/usr/bin/env bash
# Opens every page of evidence/site in Chromium, and notebooks in JupyterLab:
# run.sh SITE_FOLDER PICTURE_FOLDER PYTHON, from the folder of the project
# Installs what it needs: system packages with apt when root, the rest with npm into this folder.
set -euo pipefail
site=$(realpath "$1")
mkdir -p "$2"
pictures=$(realpath "$2")
# not resolved: the program in an environment is a link to the one outside of it
case "$3" in /*) python=$3 ;; *) python=$PWD/$3 ;; esac
project=$PWD
cd "$(dirname "$0")"

wanted=()
command -v node >/dev/null || wanted+=(nodejs)
command -v npm >/dev/null || wanted+=(npm)
[ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v google-chrome >/dev/null ||
    wanted+=(chromium)
if [ "${#wanted[@]}" -gt 0 ]; then
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "The browser tests need ${wanted[*]}. On Debian or Ubuntu:" >&2
        echo "  sudo apt-get install --no-install-recommends ${wanted[*]}" >&2
        echo "or name another Chromium: make test-browser CHROMIUM=/path/to/chromium" >&2
        exit 1
    fi
    echo "installing ${wanted[*]}"
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
        "${wanted[@]}" >/dev/null
fi
if [ ! -e node_modules/.package-lock.json ] ||
    [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --silent --no-audit --no-fund
    touch node_modules/.package-lock.json
fi
status=0
node check.mjs "$site" "$pictures" || status=$?
node lab.mjs "$python" "$project" "$pictures" || status=$?
exit "$status"
