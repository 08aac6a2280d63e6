#!/bin/sh
# The environment the program runs in: what is pinned, checked by hash, and nothing to install more with.
#   sh deploy/build.sh FOLDER        with python3 (3.11 or newer) and its pip
# The Dockerfile, docs/deploying.md and tests/deploying/test_image.py run this same file.
set -eu
[ $# -eq 1 ] || { echo "Name the folder of the new environment: sh deploy/build.sh FOLDER" >&2; exit 2; }
case "$1" in /*) ;; *) set -- "$PWD/$1" ;; esac
cd "$(dirname "$0")/.."
python3 -m venv --without-pip "$1"
python3 -m pip --python "$1/bin/python" install --quiet --disable-pip-version-check --root-user-action ignore \
  --require-hashes --only-binary :all: --no-compile -r requirements/cluster.txt
"$1/bin/python" -m compileall -q "$1/lib"
