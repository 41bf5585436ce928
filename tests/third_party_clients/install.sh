#!/bin/sh
# Makes one environment for each client under .third_party_clients/, from the pinned and hashed files beside this one.
# `make third-party-clients` calls it with the Python to use; what is up to date already is left alone.
set -eu
python=${1:-python3}
here=$(dirname "$0")
for name in toggl-python toggl-api-wrapper togglcli; do
    environment=.third_party_clients/$name
    if [ -f "$environment/done" ] && cmp -s "$here/$name.txt" "$environment/done"; then
        continue
    fi
    rm -rf "$environment"
    "$python" -m venv "$environment"
    # The files are complete; asked for dependencies, pip may look for newer ones than are pinned and refuse them.
    "$environment/bin/pip" install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$here/$name.txt"
    cp "$here/$name.txt" "$environment/done"
done
