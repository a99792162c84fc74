#!/usr/bin/env bash
# Times privlint beside what users would pick instead, on a copy of the same tree, in turn; the median of seven runs each.
# For the runs after a change of code, a statement is put into a function of seven files, one after the other.
# Usage: benches/rivals.sh FOLDER AST_GREP    (`npm install @ast-grep/cli` or `pip install ast-grep-cli` brings AST_GREP)
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R "$1/." "$copy"
cd "$copy"
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

mapfile -t files < <(grep -rl --include='*.rs' '^        let ' . | grep -v test | sort)
for at in 0 1 2 3 4 5 6; do
    took $privlint --no-cache >>"${times:=$(mktemp -d)}/cold"
    took $privlint >>"$times/warm"
    took $grep >>"$times/grep"
    file=${files[$((at * ${#files[@]} / 7))]}
    awk '!done && /^        let / { print "        let added = 1;"; done = 1 } { print }' "$file" >"$times/changed"
    cat "$times/changed" >"$file"
    took $privlint >>"$times/code"
done
cold=$(median <"$times/cold") warm=$(median <"$times/warm") code=$(median <"$times/code") rival=$(median <"$times/grep")
found=$($privlint 2>/dev/null | grep -c 'privlint::' || true)
matched=$($grep 2>/dev/null | wc -l)
rm -r "$times"
echo "privlint $cold ms ($found findings), again $warm ms, after a change of code $code ms; ast-grep $rival ms ($matched matches)"
