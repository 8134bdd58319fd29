# shellcheck shell=bash
# Sourced by ./run and .ci/release, with $here for the checkout: publishes worker and dashboard.

# publish FOLDER ARTIFACTS: both programs, each into its folder below FOLDER.
publish() {
    local project
    for project in etl dashboard; do
        # Without build servers that would stay behind.
        MSBUILDDISABLENODEREUSE=1 dotnet publish "$here/$project" -c Release -o "$1/$project" -v q --artifacts-path "$2" -p:UseSharedCompilation=false >&2
    done
}

sources() (
    cd "$here" || exit
    find etl sql dashboard Directory.Build.props Directory.Packages.props global.json .editorconfig BannedSymbols.txt \
        \( -name bin -o -name obj -o -name node_modules -o -name .installing \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
)

build_once() (
    flock 9 # two starts build once
    if [ ! -d "$app" ]; then
        echo "Building… / ビルドしています…" >&2
        rm -rf "$app.part"
        publish "$app.part" "$here/.data/build"
        mv "$app.part" "$app"
        for old in "$here/.data/app"/*; do
            [ "$old" = "$app" ] || grep -qsF -- "$old/" /proc/[0-9]*/cmdline || rm -rf "$old"
        done
    fi
) 9> "$here/.data/build.lock"

# Sets $app. A build of these very sources, in this very place, is used again. Each has a folder of its own: building beside a running
# product disturbs nothing.
build_app() {
    local building
    # Nobody else may list it; where root starts the product, the database's account passes through.
    [ -d "$here/.data" ] || mkdir -m "$([ "$(id -u)" = 0 ] && echo 711 || echo 700)" "$here/.data"
    app=$here/.data/app/$({ echo "$here"; sources; } | sha256sum | cut -c 1-16)
    [ ! -d "$app" ] || return 0
    mkdir -p "$here/.data/app"
    # In a process group of its own, so that a stop while building leaves nothing behind.
    set -m
    build_once &
    building=$!
    set +m
    # shellcheck disable=SC2064 # the group that is known now
    trap "kill -- '-$building' 2> /dev/null; exit 130" INT TERM HUP
    wait "$building"
    trap - INT TERM HUP
}
