#!/bin/sh
# Builds the page into dist/page, unless what is there is newer than its sources. Silent unless that fails: exit status 2.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 2
page=$root/dist/page/index.html

[ -d "$root/topology-ui" ] || exit 0
# It shares code with the agent: what a graph means is written once.
if [ -f "$page" ] && [ -z "$(find "$root/topology-ui" "$root/agent" "$root/collectors" "$root/exporters" "$root/package-lock.json" \
  -newer "$page" -print -quit 2>/dev/null)" ]; then
  exit 0
fi
said=$("$root/node_modules/node/bin/node" "$root/node_modules/vite/bin/vite.js" build --logLevel warn "$root/topology-ui" 2>&1) || {
  printf 'netloupe: the page could not be built: %s\n' "$said" >&2
  exit 2
}
