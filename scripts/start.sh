#!/bin/sh
# npm start [-- ARGUMENTS OF netloupe agent]
# npm start -- --demo [...]   builds a small throwaway topology first
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
demo=no
for argument do
  shift
  if [ "$argument" = --demo ]; then demo=yes; else set -- "$@" "$argument"; fi
done

if [ "$demo" = yes ]; then
  sh "$root/scripts/setup.sh" iproute2 docker.io docker-cli busybox-static iptables util-linux
  sh "$root/scripts/page.sh"
  exec "$root/node_modules/node/bin/node" "$root/test/lab/demo-main.ts" "$@"
fi
sh "$root/scripts/setup.sh"
sh "$root/scripts/page.sh"
exec "$root/netloupe" agent "$@"
