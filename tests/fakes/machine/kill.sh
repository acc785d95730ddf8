# shellcheck shell=bash
# Read by bash (BASH_ENV) before our scripts: kills them before command number $KILL_AT of the step $KILL_STEP, or writes all commands
# to $TRACE.
case $0 in
  */bootstrap | */vm/release)
    set -o functrace
    commands=0 current=
    before_each() {
      [ "$BASHPID" -eq $$ ] || return 0
      commands=$((commands + 1))
      case $1 in
        "step "*)
          current=${1#step }
          current=${current%% *} commands=0
          ;;
      esac
      [ "$current:$commands" != "${KILL_STEP:-}:${KILL_AT:-}" ] || kill -9 $$
      [ -z "${TRACE:-}" ] || printf '%s\n' "${1%%$'\n'*}" >>"$TRACE"
    }
    trap 'before_each "$BASH_COMMAND"' DEBUG
    ;;
esac
