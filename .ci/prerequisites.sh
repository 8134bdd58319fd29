# shellcheck shell=bash
# Sourced by ./run, ./test and .ci/release: installs what is missing on Debian and Ubuntu, the .NET SDK and Node where the distribution has them.
# Nothing is touched where everything is there.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

fail() { echo "$1" >&2; exit 1; }

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

# has PACKAGE [VERSION]: the distribution has it, in that version or a newer one.
has() {
    command -v apt-cache > /dev/null || return 1
    local candidate
    candidate=$(apt-cache policy "$1" 2> /dev/null | sed -n 's/^ *Candidate: //p')
    [ -n "$candidate" ] && [ "$candidate" != "(none)" ] && { [ -z "${2:-}" ] || dpkg --compare-versions "$candidate" ge "$2"; }
}

# What a build needs.
sdk_is_there() { command -v dotnet > /dev/null && dotnet --list-sdks 2> /dev/null | grep -q '^10\.'; }

node_is_there() { command -v node > /dev/null && command -v npm > /dev/null && [ "$(node --version | sed -E 's/^v([0-9]+).*/\1/')" -ge 20 ]; }

prerequisites() {
    runtime_prerequisites
    if ! sdk_is_there; then
        if has dotnet-sdk-10.0; then install dotnet-sdk-10.0; else fail "The .NET 10 SDK is missing, and this distribution has no package of it. Install it, then start again:
    curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0
    export PATH=\"\$HOME/.dotnet:\$PATH\"
.NET 10 SDK がなく、このディストリビューションのパッケージにもありません。上の2行でインストールしてから、もう一度実行してください。"; fi
    fi
    if ! node_is_there; then
        if ! command -v node > /dev/null && has nodejs 20; then install nodejs npm; else fail "Node.js 20 or newer with npm is missing, and this distribution has no package of it. Install it, then start again:
    https://nodejs.org/en/download
Node.js 20 以上と npm がなく、このディストリビューションのパッケージにもありません。上のページからインストールしてから、もう一度実行してください。"; fi
    fi
}

# What the product itself needs to run.
runtime_prerequisites() {
    if ! command -v setpriv > /dev/null || ! command -v setsid > /dev/null; then install util-linux; fi
    [ -e /usr/share/zoneinfo/Asia/Tokyo ] || install tzdata
    # .NET needs the ICU of this release, whose package carries its version in its name.
    if [ -z "$(find /usr/lib /lib /usr/lib64 /usr/local/lib -name 'libicuuc.so.*' -print -quit 2> /dev/null)" ]; then
        [ -n "$(apt-cache search --names-only '^libicu[0-9]+$' 2> /dev/null)" ] || install ca-certificates
        install "$(apt-cache search --names-only '^libicu[0-9]+$' | cut -d' ' -f1 | sort -V | tail -1)"
    fi
}
