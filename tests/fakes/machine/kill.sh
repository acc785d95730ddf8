# shellcheck shell=bash
# Read by bash (BASH_ENV) before our scripts: kills them before their command number $KILL_AT, or writes all of them to $TRACE.
case $0 in
  */bootstrap | */vm/release)
    set -o functrace
    commands=0
    before_each() {
      [ "$BASHPID" -eq $$ ] || return 0
      commands=$((commands + 1))
      [ "$commands" -ne "${KILL_AT:-0}" ] || kill -9 $$
      [ -z "${TRACE:-}" ] || printf '%s\n' "${1%%$'\n'*}" >>"$TRACE"
    }
    trap 'before_each "$BASH_COMMAND"' DEBUG
    ;;
esac
