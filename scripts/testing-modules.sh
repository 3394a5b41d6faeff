#!/usr/bin/env bash
# Prints the flags by which tests are compiled of the parts of a program that has Swift's runtime inside. The
# modules of such a program come from the static libraries, where those that tests import are missing, or ask for
# more of the system; so those of the dynamic libraries are linked into .build/testing-modules. The tests link the
# dynamic libraries, and of what the static ones are split into, what a dynamic one holds is found, and not needed.
#
#   swift build -c release --static-swift-stdlib $(scripts/testing-modules.sh) --product vizbpPackageTests
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(uname -s)" = Linux ] || exit 0
resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": *"\(.*\)".*/\1/p')
modules=$PWD/.build/testing-modules
mkdir -p "$modules"
for module in "$resources"/linux/{Testing,XCTest,_Testing*,_TestDiscovery,FoundationNetworking}.swift*; do
  ln -sfn "$module" "$modules/${module##*/}"
done
printf '%s ' -Xswiftc "-I$modules" -Xlinker "-L${resources}_static/linux"
