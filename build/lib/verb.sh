# Sourced by every verb of build/: sees to python3, then becomes the program of the verb's name.
# shellcheck shell=sh
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
if ! command -v python3 > /dev/null; then
    echo "installing python3 on this machine ..." >&2
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get -qq update
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y --no-install-recommends install python3 > /dev/null
fi
exec python3 "$here/lib/verbs/__main__.py" "$(basename -- "$0")" "$@"
