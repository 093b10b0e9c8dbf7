#!/bin/sh
# npm test [-- ARGUMENTS OF vitest run]
# Sets up, checks types and style, runs the tests. The last line is always "N passed, N failed".
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 2
cd "$root" || exit 2
failed_checks=0
report=

# What counts is what was printed last and the exit status: both come from here, whatever went wrong before.
crashed() {
  status=$?
  [ -z "$report" ] || rm -f "$report"
  [ "$status" = 0 ] || [ -n "$counted" ] || echo '0 passed, 1 failed'
}
counted=
trap crashed EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

sh scripts/setup.sh iproute2 docker.io docker-cli busybox-static iptables nftables ipset conntrack bpftool ruby prometheus gcc git libc6-dev openssl graphviz \
  linux-libc-dev util-linux chromium || exit $?
[ "$(id -u)" = 0 ] || echo 'netloupe: not root: tests that build network namespaces will fail' >&2

# Programs under test talk to this machine only; the setup above may have needed the proxy.
unset http_proxy https_proxy ftp_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY FTP_PROXY ALL_PROXY NO_PROXY
PATH=$root/node_modules/.bin:$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH
node=$root/node_modules/node/bin/node

check() {
  "$@" || {
    failed_checks=$((failed_checks + 1))
    echo "netloupe: failed: $*" >&2
  }
}
check tsc -p tsconfig.json
check tsc -p topology-ui/tsconfig.json
check biome check --error-on-warnings .
check sh scripts/page.sh

report=$(mktemp) || exit 2
"$node" node_modules/vitest/vitest.mjs run --reporter=default --reporter=json --outputFile.json="$report" "$@"
vitest_status=$?
counted=yes
"$node" scripts/test-summary.ts "$report" "$vitest_status" "$failed_checks" "$@"
