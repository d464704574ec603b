#!/bin/bash
# What action.yml runs: `findings` writes aks-identity.sarif and ends with 3 if something could not be read, `summary` writes the
# report into the summary of the job and ends with 2 if there are findings. Inputs come as variables, so no text of theirs is run.
set -euo pipefail

options=()
add() { if [ -n "${2:-}" ]; then options+=("$1" "$2"); fi; }
add --subscription "${INPUT_SUBSCRIPTIONS:-}"
add --management-group "${INPUT_MANAGEMENT_GROUP:-}"
add --config "${INPUT_CONFIG:-}"

report() { npx --yes "aks-identity@$INPUT_VERSION" report ${options[@]+"${options[@]}"} "$@"; }

case "$1" in
findings)
  add --category "${INPUT_CATEGORY:-}"
  report --output aks-identity.sarif --hide-accepted --fail-on never
  ;;
summary) report --fail-on "$INPUT_FAIL_ON" >>"$GITHUB_STEP_SUMMARY" ;;
esac
