#!/usr/bin/env bash
# Times privlint beside what users would pick instead, on the same tree, in turn; the median of seven runs each.
# Usage: benches/rivals.sh FOLDER AST_GREP    (`npm install @ast-grep/cli` or `pip install ast-grep-cli` brings AST_GREP)
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$1"
privlint="$here/target/release/cargo-privlint privlint --message-format concise"
grep="$2 scan --rule $here/benches/rivals.yml --json=stream ."

# Milliseconds that a command takes, whatever it ends with.
took() {
    local start
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1 || true
    echo $((($(date +%s%N) - start) / 1000000))
}
median() { sort -n | sed -n 4p; }

for _ in 1 2 3 4 5 6 7; do
    took $privlint --no-cache >>"${times:=$(mktemp -d)}/cold"
    took $privlint >>"$times/warm"
    took $grep >>"$times/grep"
done
cold=$(median <"$times/cold") warm=$(median <"$times/warm") rival=$(median <"$times/grep")
found=$($privlint 2>/dev/null | grep -c 'privlint::' || true)
matched=$($grep 2>/dev/null | wc -l)
rm -r "$times"
echo "privlint $cold ms ($found findings), again $warm ms; ast-grep $rival ms ($matched matches)"
