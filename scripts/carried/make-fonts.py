#!/usr/bin/env python3
"""Makes the fonts that vizbp carries: Sources/VizDrawing/Generated/.

Run it by hand when the fonts change; the result is committed and the build does not need it.

    apt-get install fonts-inter python3-fonttools python3-brotli
    python3 scripts/carried/make-fonts.py

It takes Inter (SIL Open Font License, no reserved font name), cuts it down to what labels,
formulas and numbers need, and
- renames the family to "vizbp Inter", so that no other version of Inter on a machine is
  picked up in its place;
- makes tabular figures the default, so that every renderer aligns numbers without being
  asked for an OpenType feature;
- leaves out contextual alternates, which would turn "->" and "2x3" into other characters;
- draws the mathematical signs that Inter lacks, with strokes and extents taken from the
  font's own signs.
"""

import base64
import io
import pathlib
import sys
import zlib

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from font_signs import compose

FAMILY = "vizbp Inter"
SOURCE = pathlib.Path("/usr/share/fonts/opentype/inter")
COPYRIGHT = pathlib.Path("/usr/share/doc/fonts-inter/copyright")
TARGET = pathlib.Path(__file__).parents[2] / "Sources/VizDrawing/Generated"
CUTS = {"regular": "Inter-Regular", "semibold": "Inter-SemiBold", "italic": "Inter-Italic"}
STYLES = {"regular": "Regular", "semibold": "SemiBold", "italic": "Italic"}

RANGES = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x192, 0x192), (0x1CD, 0x1DC), (0x218, 0x21B),
    (0x226, 0x233), (0x237, 0x237), (0x2B0, 0x2B8), (0x2BC, 0x2BC), (0x2C6, 0x2C7), (0x2D8, 0x2DD), (0x2E0, 0x2E3),
    (0x300, 0x338), (0x370, 0x3FF), (0x1D43, 0x1D6A), (0x1D9C, 0x1DBF), (0x1E80, 0x1E85),
    (0x1E20, 0x1E21), (0x1E7C, 0x1E7D), (0x1E8A, 0x1E99), (0x1EBC, 0x1EBD),
    (0x1EF2, 0x1EF3), (0x1EF8, 0x1EF9), (0x2010, 0x2015), (0x2016, 0x2027), (0x202F, 0x2030),
    (0x2032, 0x2034), (0x2039, 0x203A), (0x2044, 0x2044), (0x2070, 0x209C), (0x20AC, 0x20AC),
    (0x2113, 0x2113), (0x2116, 0x2116), (0x2122, 0x2122), (0x2126, 0x2126),
    (0x2150, 0x215E), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2308, 0x230B),
    (0x2460, 0x2468), (0x25A0, 0x25FF), (0x26A0, 0x26A0), (0x2713, 0x2717),
    (0x27E8, 0x27E9), (0x27F5, 0x27F7), (0x2C7C, 0x2C7C),
]


def make_tabular(font):
    """Points the digits at their tabular forms, all of exactly one width."""
    gsub = font["GSUB"].table
    mapping = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for table in gsub.LookupList.Lookup[index].SubTable:
                table = getattr(table, "ExtSubTable", table)
                mapping.update(table.mapping)
    for table in font["cmap"].tables:
        if table.isUnicode():
            for code, name in list(table.cmap.items()):
                if code < 0x80 and name in mapping:
                    table.cmap[code] = mapping[name]
    cmap = font.getBestCmap()
    glyphs = font.getGlyphSet()
    width = glyphs[cmap[ord("0")]].width
    top = font["CFF "].cff.topDictIndex[0]
    for digit in "0123456789":
        name = cmap[ord(digit)]
        if glyphs[name].width == width:
            continue
        recording = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(recording)
        pen = T2CharStringPen(width, None)
        recording.replay(pen)
        top.CharStrings[name] = pen.getCharString(top.Private)
        font["hmtx"][name] = (width, font["hmtx"][name][1])


def rename(font, cut):
    style = STYLES[cut]
    postscript = f"vizbpInter-{style}"
    table = font["name"]
    # Outside regular, bold and italic a style is a family of its own to old software (1, 2);
    # new software reads 16 and 17. One family name in both would hide the semibold.
    names = {
        1: FAMILY if cut != "semibold" else f"{FAMILY} SemiBold",
        2: "Italic" if cut == "italic" else "Regular",
        3: f"3.019;vizbp;{postscript}",
        4: f"{FAMILY} {style}",
        6: postscript,
    }
    if cut == "semibold":
        names[16], names[17] = FAMILY, style
    for identifier in (16, 17, 21, 22, 25):
        table.removeNames(nameID=identifier)
    for identifier, value in names.items():
        table.removeNames(nameID=identifier)
        table.setName(value, identifier, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames[0] = postscript
    top = cff.topDictIndex[0]
    top.FullName, top.FamilyName = names[4], FAMILY


def make(cut):
    font = TTFont(SOURCE / f"{CUTS[cut]}.otf", recalcTimestamp=False)
    composed = compose(font)
    make_tabular(font)
    wanted = {code for a, b in RANGES for code in range(a, b + 1)}
    wanted |= set(composed) | {0xFFFD}
    options = subset.Options()
    options.layout_features = ["ccmp", "locl", "kern", "mark", "mkmk"]
    options.layout_scripts = ["DFLT", "latn", "grek"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.hinting = False
    options.desubroutinize = True
    options.drop_tables += ["GlyphOrder"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    rename(font, cut)
    opentype = io.BytesIO()
    font.save(opentype)
    again = TTFont(io.BytesIO(opentype.getvalue()), recalcTimestamp=False)
    again.flavor = "woff2"
    woff2 = io.BytesIO()
    again.save(woff2)
    return opentype.getvalue(), woff2.getvalue(), sorted(again.getBestCmap())


def literal(data):
    """A Swift string literal in lines; the compiler reads one literal in no time."""
    text = base64.b64encode(data).decode()
    lines = [text[i:i + 4000] for i in range(0, len(text), 4000)]
    return '"""\n' + "".join(f"    {line}\\\n" for line in lines[:-1]) \
        + f'    {lines[-1]}\n    """'


def write_license():
    """The OFL out of Debian's copyright file, with its copyright line."""
    lines = COPYRIGHT.read_text().splitlines()
    start = lines.index("License: OFL-1.1") + 1
    body = []
    for line in lines[start:]:
        if line and not line.startswith(" "):
            break
        body.append("" if line.strip() in ("", ".") else line[1:])
    while body and not body[-1]:
        body.pop()
    head = [
        "Copyright (c) 2016-2022 The Inter Project Authors (https://github.com/rsms/inter)",
        "",
        "The fonts in this folder are a modified version of Inter: a subset, renamed",
        f'"{FAMILY}", with added signs (scripts/carried/make-fonts.py). They are licensed under the',
        "SIL Open Font License, Version 1.1:",
        "",
    ]
    (TARGET / "LICENSE-Inter.txt").write_text("\n".join(head + body) + "\n")


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    for cut in CUTS:
        opentype, woff2, characters = make(cut)
        for kind, data in (("OpenType", opentype), ("WOFF2", woff2)):
            name = f"FontData+{cut.capitalize()}{kind}.swift"
            (TARGET / name).write_text(
                "// Made by scripts/carried/make-fonts.py; do not edit. Inter, see LICENSE-Inter.txt.\n"
                "// swift-format-ignore-file\n\n"
                f"extension FontData {{\n"
                f"  static let {cut}{kind}Checksum = FontChecksum(\n"
                f"    count: {len(data)}, crc32: 0x{zlib.crc32(data):08x})\n\n"
                f"  /// {len(characters)} characters.\n"
                f"  static let {cut}{kind}: StaticString = {literal(data)}\n"
                "}\n")
        sys.stdout.write(
            f"{cut}: {len(characters)} characters, OpenType {len(opentype)}, "
            f"WOFF2 {len(woff2)} bytes\n")
        if "--keep" in sys.argv:
            folder = pathlib.Path(sys.argv[sys.argv.index("--keep") + 1])
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"vizbp-inter-{cut}.otf").write_bytes(opentype)
            (folder / f"vizbp-inter-{cut}.woff2").write_bytes(woff2)
    write_license()


if __name__ == "__main__":
    main()
