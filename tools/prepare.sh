#!/usr/bin/env bash
# What demo.sh and test.sh both need from the machine: a .NET SDK 10, cmake, a C and C++ compiler, Python 3. Sourced, not run.
# With root or sudo on Debian or Ubuntu it installs what is missing; else it says exactly what to install and stops.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }

require_dotnet() {
    if [ -z "$(command -v dotnet)" ] && [ -x "$HOME/.dotnet/dotnet" ]; then
        export PATH="$HOME/.dotnet:$PATH"
    fi
    if command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
        return
    fi
    say "UltraCascade needs the .NET SDK 10, and there is none on the PATH."
    say "The official ways to get it: https://dotnet.microsoft.com/download/dotnet/10.0"
    say "or, without root:  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0"
    say "then:              export PATH=\"\$HOME/.dotnet:\$PATH\""
    exit 1
}

# Prints the Debian packages that are missing; a package is needed when its command is.
missing_packages() {
    local pair
    for pair in "$@"; do
        command -v "${pair%%:*}" >/dev/null || printf '%s ' "${pair##*:}"
    done
}

install_packages() {
    local missing as_root=()
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
            say "These packages are missing: $missing"
            say "Install them (as root) and run this again:  apt-get install -y $missing"
            exit 1
        fi
        as_root=(sudo -n)
    fi
    if ! command -v apt-get >/dev/null; then
        say "These programs are missing and there is no apt-get here: $missing"
        say "Install them with this system's package manager and run this again."
        exit 1
    fi
    say "Installing: $missing"
    # shellcheck disable=SC2086 # a list of package names, split on purpose
    if ! { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null 2>&1; }; then
        "${as_root[@]}" apt-get update -qq >&2
        # shellcheck disable=SC2086
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >&2
    fi
}

# What some tests need and can be skipped without: installs it when that is easy, else says what will be skipped.
offer_packages() {
    local missing
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    (install_packages "$@") || say "Without $missing the tests that need it are skipped."
}

prepare_machine() {
    require_dotnet
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
    install_packages cmake:cmake make:make gcc:gcc g++:g++ python3:python3 "$@"
}

# clang with libFuzzer. Its runtime is a package of its own, named for clang's major version.
prepare_fuzzing() {
    install_packages clang:clang
    local probe
    probe=$(mktemp -d)
    echo 'int LLVMFuzzerTestOneInput(const unsigned char *d, unsigned long n) { return d == 0 && n > 0; }' >"$probe/t.c"
    if ! clang -fsanitize=fuzzer,address "$probe/t.c" -o "$probe/t" >/dev/null 2>&1; then
        install_packages "no-such-command:libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev"
    fi
    rm -rf "$probe"
}
