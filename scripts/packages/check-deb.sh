#!/usr/bin/env bash
# Installs the Debian package into a bare Debian 12, with what it declares and nothing more, and uses it
# there: draws, trains, reports, reads the man page, completes. Then the archive of `make tarball`, where
# there is one, in a bare Debian of its own.
#
#   scripts/packages/check-deb.sh [PACKAGE]       # the one in .build/deb/
#
# Lintian looks at the package where it is installed. Says that it was skipped where debootstrap, or
# the mirror, cannot be had.
set -euo pipefail
cd "$(dirname "$0")/../.."

say() { printf 'check-deb: %s\n' "$*" >&2; }
skip() { say "skipped: $*"; exit 0; }

# The newest of these files; nothing where there is none.
newest() { ls -t "$@" 2>/dev/null | head -n 1 || true; }

package=${1:-$(newest .build/deb/*.deb)}
[ -n "$package" ] || { say 'there is no package; make deb'; exit 1; }
archive=$(newest .build/tarball/*.tar.gz)

if command -v lintian >/dev/null; then
  said=$(lintian --allow-root --fail-on error,warning "$package") || { say "lintian: $said"; exit 1; }
  say 'lintian finds nothing'
else
  say 'lintian is not installed'
fi

scripts/packages/bare-debian.sh || skip 'there is no bare Debian'
bare=$PWD/.build/bare
root=$bare/used
trap 'rm -rf "$root"' EXIT

# Whatever is run in the bare system sees nothing of this machine's environment, and /proc, which
# is mounted for this command alone.
inside() {
  unshare --mount env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive ${http_proxy:+http_proxy="$http_proxy"} \
    sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$root" "$@"
}
fresh() {
  rm -rf "$root"
  mkdir -p "$root"
  tar -C "$bare/bookworm" --exclude=./check -cf - . | tar -C "$root" -xf -
  mkdir "$root/check"
  cp Tests/Documentation/newcomer.sh "$root/check/"
}

fresh
cp "$package" "$root/check/vizbp.deb"
cp /etc/resolv.conf "$root/etc/resolv.conf"
# Fetched by name and installed in two steps: without a mirror it is skipped, with one it must work.
printf 'path-include=/usr/share/man/*\n' >"$root/etc/dpkg/dpkg.cfg.d/pages"
if ! inside sh -c 'apt-get update && apt-get install -y --no-install-recommends man-db bash-completion &&
  apt-get install -y --no-install-recommends --download-only /check/vizbp.deb' >"$bare/apt.log" 2>&1; then
  if grep -qiE 'unmet|depends:|unable to locate' "$bare/apt.log"; then
    tail -n 20 "$bare/apt.log" >&2
    exit 1
  fi
  skip "the mirror does not answer: $(tail -n 1 "$bare/apt.log")"
fi
started=$SECONDS
inside apt-get install -y --no-install-recommends /check/vizbp.deb >"$bare/apt.log" 2>&1 ||
  { tail -n 20 "$bare/apt.log" >&2; exit 1; }
say "installed after $((SECONDS - started)) s"
inside bash -eu -c '
  man -P cat vizbp | grep -q "computational graphs"
  man -P cat vizbp eval | grep -q "vizbp eval"
  whatis vizbp-check | grep -q "Recompute"
  source /usr/share/bash-completion/bash_completion
  _completion_loader vizbp || true
  complete -p vizbp | grep -q vizbp
  cd /check
  sh newcomer.sh
' >&2
inside dpkg --purge vizbp >/dev/null 2>&1
[ ! -e "$root/usr/lib/vizbp" ] || { say 'purged, it leaves /usr/lib/vizbp'; exit 1; }
say "good in a bare Debian, after $((SECONDS - started)) s"

if [ -n "$archive" ]; then
  fresh
  tar -C "$root/opt" -xzf "$archive"
  started=$SECONDS
  inside sh -eu -c '
    ! ls /usr/lib/x86_64-linux-gnu | grep -E "libcairo|libpango|libgvc|libswiftCore" ||
      { echo "the system is not bare"; exit 1; }
    ln -s /opt/vizbp-*/bin/vizbp /usr/bin/vizbp
    cd /check
    sh newcomer.sh
  ' >&2
  say "the archive is good in a bare Debian, after $((SECONDS - started)) s"
fi
