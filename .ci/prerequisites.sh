# shellcheck shell=bash
# Sourced by ./run and ./test: installs what is missing on Debian and Ubuntu. Expects the .NET SDK and Node.
# Nothing is touched where everything is there.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

fail() { echo "$1" >&2; exit 1; }

# require COMMAND MESSAGE
require() { command -v "$1" > /dev/null || fail "$2"; }

# install PACKAGE...: by apt-get, with sudo unless root. The lists are brought up to date once.
install() {
    command -v apt-get > /dev/null || fail "Missing: $*. Install it; this machine has no apt-get. / $* をインストールしてください。"
    local as_root=()
    [ "$(id -u)" = 0 ] || { command -v sudo > /dev/null || fail "Missing: $*. Install it as root. / $* を root でインストールしてください。"; as_root=(sudo); }
    echo "Installing $* / インストールしています: $*" >&2
    [ -n "${lists_are_fresh:-}" ] || "${as_root[@]}" apt-get update -qq >&2
    lists_are_fresh=1
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 \
        || fail "Could not install $*. / $* をインストールできませんでした。"
}

prerequisites() {
    require dotnet ".NET SDK 10 is needed: https://dotnet.microsoft.com/download / .NET SDK 10 が必要です。"
    require node "Node.js 20 or newer is needed: https://nodejs.org / Node.js 20 以上が必要です。"
    require npm "npm is needed; it comes with Node.js: https://nodejs.org / npm が必要です。"
    if ! command -v setpriv > /dev/null || ! command -v setsid > /dev/null; then install util-linux; fi
    [ -e /usr/share/zoneinfo/Asia/Tokyo ] || install tzdata
    # .NET needs the ICU of this release, whose package carries its version in its name.
    if [ -z "$(find /usr/lib /lib /usr/lib64 /usr/local/lib -name 'libicuuc.so.*' -print -quit 2> /dev/null)" ]; then
        [ -n "$(apt-cache search --names-only '^libicu[0-9]+$' 2> /dev/null)" ] || install ca-certificates
        install "$(apt-cache search --names-only '^libicu[0-9]+$' | cut -d' ' -f1 | sort -V | tail -1)"
    fi
}
