#!/bin/sh
# usage: sh scripts/setup.sh [DEBIAN-PACKAGE...]
#
# Sets up what is missing of the npm packages and the Debian packages that are named, and nothing else. Silent when
# nothing is missing. Exit status 2, after one line that says what to install, when it cannot.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 2
stamp=$root/node_modules/.netloupe-lock
own_node=$root/node_modules/node/bin/node
policy=/usr/sbin/policy-rc.d
policy_mark='# made by the setup of netloupe, removed when it ends'
log=

# The system's own tools: `npm run` puts node_modules/.bin first, where `node` is the one that is about to be replaced,
# and too new for the npm of older distributions. The sbin folders are missing after a plain `su`.
PATH=$(printf %s "$PATH" | tr : '\n' | grep -v '/node_modules/\.bin$' | paste -s -d : -):/usr/local/sbin:/usr/sbin:/sbin
export PATH

say() {
  printf 'netloupe: %s\n' "$1" >&2
}

fail() {
  say "$1"
  exit 2
}

clean_up() {
  [ -z "$log" ] || rm -f "$log"
  if grep -qsxF "$policy_mark" "$policy"; then rm -f "$policy"; fi
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# --- npm packages ---

npm_packages_present() {
  [ -x "$own_node" ] || return 1
  cmp -s "$root/package-lock.json" "$stamp" && return 0
  # No stamp of ours, but perhaps somebody ran `npm ci` by hand: then npm's own record agrees with the lock file.
  "$own_node" "$root/scripts/installed-packages.ts" "$root" || return 1
  cp "$root/package-lock.json" "$stamp" 2>/dev/null || :
}

install_npm_packages() {
  has npm || fail 'npm is missing: install it (Debian, Ubuntu: apt-get install npm) and run this again.'
  has node || fail 'node is missing: install it (Debian, Ubuntu: apt-get install nodejs) and run this again.'
  say 'installing the npm packages (once, about 20 s)'
  # The registry answers at once or not at all; npm's own patience is two minutes of silence.
  (cd "$root" && npm ci --no-audit --no-fund --prefer-offline --fetch-retries=1 \
    --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=10000) >"$log" 2>&1 || fail "npm ci failed: $(npm_reason)"
  # Where install scripts are switched off, the package `node` is an empty shell until this has run.
  if [ ! -x "$own_node" ] && [ -d "$root/node_modules/node" ]; then
    (cd "$root/node_modules/node" && node installArchSpecificPackage.js) >"$log" 2>&1 || :
  fi
  [ -x "$own_node" ] ||
    fail "npm ci did not bring Node for $(uname -m): allow the install script of the package 'node' (npm rebuild node)."
  cp "$root/package-lock.json" "$stamp"
}

# One line for npm's page: which registry is out of reach, or npm's own first sentence.
npm_reason() {
  code=$(sed -nE 's/^npm [^ ]+ code (.*)/\1/p' "$log" | head -n 1)
  case $code in
    ENOTFOUND | EAI_AGAIN | ECONN* | ETIMEDOUT | ERR_SOCKET_TIMEOUT | ENETUNREACH | EHOSTUNREACH)
      printf 'the registry %s cannot be reached (%s): check the network and the proxy' "$(npm config get registry 2>/dev/null)" "$code"
      ;;
    *)
      reason=$(grep -iE '^npm (error|err!) ' "$log" | grep -vE '^npm [^ ]+ (code|errno|syscall) ' | head -n 1)
      printf '%s' "${code:+$code: }$(printf %s "${reason:-no reason given}" | sed -E 's/^npm [^ ]+ //')"
      ;;
  esac
}

# --- Debian packages ---

# What we need of a package, wherever it came from: Docker's own docker-ce must not be replaced by docker.io.
package_present() {
  case $1 in
    iproute2) has ip && has bridge ;;
    docker.io) has dockerd && has containerd && has runc ;;
    docker-cli) has docker ;;
    # An image is made of this one file, so it must not need libraries.
    busybox-static) has busybox && ! ldd "$(command -v busybox)" >/dev/null 2>&1 ;;
    iptables) has iptables-save && has iptables-legacy-save ;;
    nftables) has nft ;;
    prometheus) has promtool ;;
    util-linux) has unshare && has nsenter && has setpriv ;;
    libc6-dev) [ -e /usr/include/stdio.h ] ;;
    linux-libc-dev) [ -e /usr/include/linux/netlink.h ] ;;
    *) has "$1" || dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed ;;
  esac
}

missing_packages() {
  for package do
    package_present "$package" || printf '%s ' "$package"
  done
}

install_debian_packages() {
  wanted=$(missing_packages "$@")
  [ -n "$wanted" ] || return 0
  has apt-get || fail "these Debian packages, or what stands for them here, are missing: ${wanted% }. Install them and run this again."
  [ "$(id -u)" = 0 ] || fail "packages are missing: run as root: apt-get install --no-install-recommends ${wanted% }"
  say "installing Debian packages (once): ${wanted% }"
  forbid_daemons
  run_apt update || fail "apt-get update failed: $(apt_reason)"
  # Only Debian 13 and newer have the client in a package of its own.
  apt-cache show docker-cli >/dev/null 2>&1 || wanted=$(printf %s "$wanted" | sed 's/docker-cli //')
  # shellcheck disable=SC2086  # a list of words
  set -- $wanted
  [ $# -gt 0 ] || return 0
  run_apt --simulate install --no-install-recommends "$@" || fail "apt-get cannot install $*: $(apt_reason)"
  # busybox-static stands in for busybox, file for file; nothing else may go.
  removed=$(sed -n 's/^Remv \([^ ]*\).*/\1/p' "$log" | grep -vx busybox | paste -s -d ' ' -)
  [ -z "$removed" ] || fail "installing $* would remove $removed: install what you want to keep by hand and run this again."
  run_apt install --no-install-recommends "$@" || fail "apt-get install $* failed: $(apt_reason)"
  for package do disable_daemons_of "$package"; done
  wanted=$(missing_packages "$@")
  [ -z "$wanted" ] || fail "these packages are installed, but what we need of them is not on the PATH: ${wanted% }"
}

run_apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=120 "$@" >"$log" 2>&1 </dev/null
}

apt_reason() {
  reason=$(grep -E '^(E|Err|W):' "$log" | head -n 1)
  printf '%s' "${reason:-$(tail -n 1 "$log")}"
}

# Nobody asked for a Docker daemon or a Prometheus on this machine: only the programs are wanted. The way to install
# without starting is policy-rc.d (invoke-rc.d(8)): 101 means "not allowed".
forbid_daemons() {
  [ ! -e "$policy" ] || return 0
  { printf '#!/bin/sh\n%s\nexit 101\n' "$policy_mark" >"$policy" && chmod 755 "$policy"; } || fail "cannot write $policy"
}

disable_daemons_of() {
  case $1 in
    docker.io) units='docker.service docker.socket containerd.service' ;;
    prometheus) units='prometheus.service' ;;
    *) return 0 ;;
  esac
  # shellcheck disable=SC2086  # a list of words
  ! has systemctl || systemctl --quiet disable $units >/dev/null 2>&1 || :
}

if npm_packages_present && [ -z "$(missing_packages "$@")" ]; then exit 0; fi

# Two first runs at once would trip over each other: the second waits, then finds nothing to do.
exec 9<"$root/package-lock.json"
! has flock || flock 9
log=$(mktemp) || fail 'cannot make a temporary file'
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
npm_packages_present || install_npm_packages
install_debian_packages "$@"
