"""Whether a bill of materials is one: each package has a licence whose names SPDX knows, each
relationship two ends, and nothing stands there twice."""

import json
import re
import sys

# Of https://spdx.org/licenses/, what bills of ours may name.
KNOWN = set(
    "Apache-2.0 BSD-3-Clause BSL-1.0 CC-BY-4.0 EPL-1.0 FTL GPL-2.0-or-later GPL-3.0-or-later HPND "
    "HPND-sell-variant ISC LGPL-2.0-or-later LGPL-2.1-only LGPL-2.1-or-later MIT MIT-Modern-Variant "
    "MIT-open-group MPL-1.1 OFL-1.1 X11 Zlib libpng-2.0 libselinux-1.0".split())
EXCEPTIONS = {"GCC-exception-3.1", "Swift-exception"}


def main(path):
    bill = json.load(open(path, encoding="utf-8"))
    wrong = []
    if bill.get("spdxVersion") != "SPDX-2.3" or bill.get("dataLicense") != "CC0-1.0":
        wrong.append("it is not SPDX 2.3")
    identifiers = [package["SPDXID"] for package in bill["packages"]]
    if len(set(identifiers)) != len(identifiers):
        wrong.append("an identifier stands there twice")
    for package in bill["packages"]:
        for field in ("name", "downloadLocation", "licenseDeclared"):
            if not package.get(field):
                wrong.append(f"{package['SPDXID']} has no {field}")
        for term in re.split(r" (?:AND|OR) ", package["licenseDeclared"]):
            name, _, exception = term.partition(" WITH ")
            if name not in KNOWN or (exception and exception not in EXCEPTIONS):
                wrong.append(f"{package['SPDXID']}: there is no licence {term}")
        if not re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", package["SPDXID"]):
            wrong.append(f"{package['SPDXID']} is no identifier")
    for each in bill["relationships"]:
        for end in (each["spdxElementId"], each["relatedSpdxElement"]):
            if end != "SPDXRef-DOCUMENT" and end not in identifiers:
                wrong.append(f"a relationship names {end}, which is not there")
    for what in wrong:
        print(f"error: {path}: {what}", file=sys.stderr)
    if not wrong:
        print(f"{path}: {len(bill['packages'])} packages, each with its licence")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
