#!/usr/bin/env bash
# Reviews a change in a step of GitHub Actions: annotations at the lines, a summary of the step, a file for code scanning.
# `action.yml` calls it. It ends well whatever is found; how the run ended is an output, so that the steps behind it run.
set -euo pipefail

is_here() { git cat-file -e "$1^{commit}" 2>/dev/null; }

# What the event changes. A merge that GitHub made for a pull request has the branch as it is now as its first parent,
# which a shallow clone does not hold until it is asked for.
base=${PRIVLINT_BASE:-}
if [ -z "$base" ]; then
    case "${GITHUB_EVENT_NAME:-}" in
    pull_request)
        is_here HEAD^2 || git fetch --quiet --no-tags --depth=2 origin "+${GITHUB_SHA}" || true
        if is_here HEAD^2; then base=HEAD^1; else base=${PULL_BASE:-}; fi
        ;;
    merge_group) base=${QUEUE_BASE:-} ;;
    push) base=${PUSH_BASE:-} ;;
    esac
    # A branch that is new has no commit before.
    if [ -z "${base//0/}" ]; then base=; fi
    if [ -n "$base" ] && ! is_here "$base"; then
        git fetch --quiet --no-tags --depth=1 origin "$base" || true
        is_here "$base" || base=
    fi
fi
if [ -z "$base" ]; then
    echo "privlint: there is nothing to compare with, so all findings are told; check out with \`fetch-depth: 2\`" >&2
fi

args=(--workspace --fail-on "${PRIVLINT_FAIL_ON:-deny}")
more=()
read -r -d '' -a more <<< "${PRIVLINT_ARGS:-}" || true
args+=(${more[@]+"${more[@]}"})

summary=$(mktemp)
code=0
cargo privlint "${args[@]}" ${base:+--base "$base"} --message-format github \
    --output "markdown=$summary" --output "sarif=${PRIVLINT_SARIF:-/dev/null}" || code=$?
echo "exit-code=$code" >> "${GITHUB_OUTPUT:-/dev/stdout}"
cat "$summary" >> "${GITHUB_STEP_SUMMARY:-/dev/stdout}"
if [ -n "$base" ] && [ "$code" -le 1 ]; then
    cargo privlint diff "$base" "${args[@]}" --message-format markdown >> "${GITHUB_STEP_SUMMARY:-/dev/stdout}" || true
fi
rm -f "$summary"
