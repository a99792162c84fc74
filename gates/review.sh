#!/usr/bin/env bash
# Reviews a change in a step of GitHub Actions: annotations at the lines, a summary of the step, a file for code scanning.
# `action.yml` calls it. It ends well whatever is found; how the run ended is an output, so that the steps behind it run.
set -euo pipefail

# What the event changes. A merge that GitHub made for a pull request has the branch as it is now as its first parent,
# which a shallow clone does not hold until it is asked for.
base=${PRIVLINT_BASE:-}
if [ -z "$base" ]; then
    case "${GITHUB_EVENT_NAME:-}" in
    pull_request)
        git fetch --quiet --no-tags --depth=2 origin "+${GITHUB_SHA}" || true
        if git rev-parse --verify --quiet HEAD^2 >/dev/null; then base=HEAD^1; fi
        ;;
    esac
    before=${EVENT_BEFORE:-}
    if [ -z "$base" ] && [ -n "${before//0/}" ]; then
        git cat-file -e "$before" 2>/dev/null || git fetch --quiet --no-tags --depth=1 origin "$before" || true
        if git cat-file -e "$before" 2>/dev/null; then base=$before; fi
    fi
fi

read -r -a more <<< "${PRIVLINT_ARGS:-}"
args=(--workspace --fail-on "${PRIVLINT_FAIL_ON:-deny}" "${more[@]}")
# Without anything to compare with, all findings are told.
if [ -n "$base" ]; then args+=(--base "$base"); fi

summary=$(mktemp)
code=0
cargo privlint "${args[@]}" --message-format github \
    --output "markdown=$summary" --output "sarif=${PRIVLINT_SARIF:-/dev/null}" || code=$?
cat "$summary" >> "${GITHUB_STEP_SUMMARY:-/dev/stdout}"
if [ -n "$base" ] && [ "$code" -le 1 ]; then
    cargo privlint diff "$base" --workspace --message-format markdown >> "${GITHUB_STEP_SUMMARY:-/dev/stdout}"
fi
rm -f "$summary"
echo "exit-code=$code" >> "${GITHUB_OUTPUT:-/dev/stdout}"
