#!/usr/bin/env python3
"""Makes the fonts that vizbp carries: Sources/VizDrawing/Generated/.

Run it by hand when the fonts change; the result is committed and the build does not need it.

    apt-get install fonts-inter python3-fonttools python3-brotli
    python3 scripts/make-fonts.py

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
import math
import pathlib
import sys
import zlib

from fontTools import subset
from fontTools.misc.transform import Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.reverseContourPen import ReverseContourPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

FAMILY = "vizbp Inter"
SOURCE = pathlib.Path("/usr/share/fonts/opentype/inter")
COPYRIGHT = pathlib.Path("/usr/share/doc/fonts-inter/copyright")
TARGET = pathlib.Path(__file__).parent.parent / "Sources/VizDrawing/Generated"
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

# The control points of a quarter circle, as a share of its radius.
CIRCLE = 0.5522847498


class Drawing:
    """Composes glyphs of one font out of its own outlines and measures."""

    def __init__(self, font):
        self.font = font
        self.glyphs = font.getGlyphSet()
        self.cmap = font.getBestCmap()
        self.slant = math.tan(math.radians(-font["post"].italicAngle))
        minus = self.bounds("−")
        self.stroke = minus[3] - minus[1]
        self.axis = (minus[1] + minus[3]) / 2
        self.width = self.glyphs[self.cmap[ord("−")]].width
        self.added = {}

    def bounds(self, character):
        pen = BoundsPen(self.glyphs)
        self.glyphs[self.cmap[ord(character)]].draw(pen)
        return pen.bounds

    def upright(self, character):
        """The bounds of a glyph of a slanted font as if it stood upright."""
        pen = BoundsPen(self.glyphs)
        self.draw(character, TransformPen(pen, self.unslanted))
        return pen.bounds

    @property
    def unslanted(self):
        # Signs lean about the axis of the mathematical signs, as Inter's own do.
        return Transform(1, 0, -self.slant, 1, self.slant * self.axis, 0)

    @property
    def slanted(self):
        return Transform(1, 0, self.slant, 1, -self.slant * self.axis, 0)

    def draw(self, character, pen):
        self.glyphs[self.cmap[ord(character)]].draw(pen)

    def add(self, character, width, draw, lean=True):
        """Adds a glyph; `draw` gets a pen that leans with the font."""
        pen = T2CharStringPen(round(width), None)
        draw(TransformPen(pen, self.slanted) if lean else pen)
        name = f"uni{ord(character):04X}"
        private = self.font["CFF "].cff.topDictIndex[0].Private
        charstring = pen.getCharString(private)
        top = self.font["CFF "].cff.topDictIndex[0]
        top.charset.append(name)
        top.CharStrings.charStringsIndex.append(charstring)
        top.CharStrings.charStrings[name] = len(top.charset) - 1
        self.font.setGlyphOrder(top.charset)
        self.font["hmtx"][name] = (round(width), 0)
        self.added[ord(character)] = name

    def alias(self, character, existing):
        self.added[ord(character)] = self.cmap[ord(existing)]

    def finish(self):
        for table in self.font["cmap"].tables:
            if table.isUnicode():
                table.cmap.update(self.added)


def rect(pen, x0, y0, x1, y1):
    pen.moveTo((x0, y0))
    pen.lineTo((x1, y0))
    pen.lineTo((x1, y1))
    pen.lineTo((x0, y1))
    pen.closePath()


def polygon(pen, points):
    area = sum(
        a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1]))
    points = points if area > 0 else points[::-1]
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()


def circle(pen, x, y, r):
    k = r * CIRCLE
    pen.moveTo((x + r, y))
    pen.curveTo((x + r, y + k), (x + k, y + r), (x, y + r))
    pen.curveTo((x - k, y + r), (x - r, y + k), (x - r, y))
    pen.curveTo((x - r, y - k), (x - k, y - r), (x, y - r))
    pen.curveTo((x + k, y - r), (x + r, y - k), (x + r, y))
    pen.closePath()


def ring(pen, x, y, r, stroke):
    circle(pen, x, y, r)
    circle(ReverseContourPen(pen), x, y, r - stroke)


def bar(pen, a, b, stroke):
    """A straight stroke from a to b with butt ends."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy)
    nx, ny = -dy / length * stroke / 2, dx / length * stroke / 2
    polygon(pen, [
        (a[0] + nx, a[1] + ny), (b[0] + nx, b[1] + ny),
        (b[0] - nx, b[1] - ny), (a[0] - nx, a[1] - ny)])


def compose(font):
    d = Drawing(font)
    s, axis, width = d.stroke, d.axis, d.width
    middle = width / 2
    plus = d.upright("+")
    half = (plus[2] - plus[0]) / 2
    cap = d.bounds("H")[3]
    have = set(d.cmap)

    def missing(character):
        return ord(character) not in have

    # ∇ is Δ turned by half a circle, which keeps the lean of an italic.
    delta = d.bounds("Δ")
    turn = Transform(-1, 0, 0, -1, delta[0] + delta[2], delta[1] + delta[3])
    if missing("∇"):
        d.add("∇", d.glyphs[d.cmap[ord("Δ")]].width,
              lambda pen: d.draw("Δ", TransformPen(pen, turn)), lean=False)

    # ᵀ: the stem of the raised l, the bar of the raised minus, the height of raised capitals.
    stem_bounds, raised_minus = d.upright("ˡ"), d.upright("⁻")
    stem = stem_bounds[2] - stem_bounds[0]
    thick = raised_minus[3] - raised_minus[1]
    top, foot = stem_bounds[3], stem_bounds[1]
    top -= (top - foot) * 0.06
    arm = (d.upright("T")[2] - d.upright("T")[0]) * (top - foot) / cap / 2 * 1.06
    side = raised_minus[0] * 0.45
    center = side + arm

    def raised_t(pen):
        rect(pen, center - arm, top - thick, center + arm, top)
        rect(pen, center - stem / 2, foot, center + stem / 2, top - thick / 2)
    if missing("ᵀ"):
        d.add("ᵀ", 2 * center, raised_t)

    # A tack is as tall as a capital.
    def tack(up):
        def draw(pen):
            y0, y1 = 0, cap
            if up:
                rect(pen, middle - half, y0, middle + half, y0 + s)
                rect(pen, middle - s / 2, y0 + s / 2, middle + s / 2, y1)
            else:
                rect(pen, middle - half, y1 - s, middle + half, y1)
                rect(pen, middle - s / 2, y0, middle + s / 2, y1 - s / 2)
        return draw
    if missing("⊤"):
        d.add("⊤", width, tack(up=False))
    if missing("⊥"):
        d.add("⊥", width, tack(up=True))

    # Circled operators are a little larger than the bare ones and a little lighter.
    radius, thin = half * 1.38, s * 0.85
    circled = 2 * radius + (width - 2 * half) * 1.0
    cx = circled / 2
    inner = radius - thin / 2

    def circled_plus(pen):
        ring(pen, cx, axis, radius, thin)
        bar(pen, (cx - inner, axis), (cx + inner, axis), thin)
        bar(pen, (cx, axis - inner), (cx, axis + inner), thin)

    def circled_minus(pen):
        ring(pen, cx, axis, radius, thin)
        bar(pen, (cx - inner, axis), (cx + inner, axis), thin)

    def circled_times(pen):
        ring(pen, cx, axis, radius, thin)
        k = inner * math.sqrt(0.5)
        bar(pen, (cx - k, axis - k), (cx + k, axis + k), thin)
        bar(pen, (cx - k, axis + k), (cx + k, axis - k), thin)

    def circled_dot(pen):
        ring(pen, cx, axis, radius, thin)
        circle(pen, cx, axis, max(thin * 0.85, radius * 0.27))

    for character, draw in [
            ("⊕", circled_plus), ("⊖", circled_minus), ("⊗", circled_times),
            ("⊙", circled_dot)]:
        if missing(character):
            d.add(character, circled, draw)

    small = half * 0.62
    if missing("∘"):
        d.add("∘", 2 * small + (width - 2 * half) * 0.75, lambda pen: ring(
            pen, small + (width - 2 * half) * 0.375, axis, small, thin))

    # ⟨ ⟩ reach as high and as low as the round brackets.
    paren = d.upright("(")
    angle_width = d.glyphs[d.cmap[ord("(")]].width

    def angle(mirror):
        y0, y1 = paren[1], paren[3]
        ym = (y0 + y1) / 2
        x0, x1 = paren[0] * 0.9, paren[2] * 0.92
        dx, dy = x1 - x0, y1 - ym
        across = thin * 1.08 * math.hypot(dx, dy) / dy

        def draw(pen):
            points = [
                (x1, y1), (x1 - across, y1), (x0, ym), (x1 - across, y0), (x1, y0),
                (x0 + across, ym)]
            if mirror:
                points = [(angle_width - x, y) for x, y in points]
            polygon(pen, points)
        return draw
    if missing("⟨"):
        d.add("⟨", angle_width, angle(False))
        d.add("⟩", angle_width, angle(True))

    # ⌈ ⌉ ⌊ ⌋: square brackets that lost one arm.
    bracket = d.upright("[")
    bracket_width = d.glyphs[d.cmap[ord("[")]].width
    bracket_stroke = s * 0.93

    def corner(top_arm, mirror):
        def draw(pen):
            x0, y0, x1, y1 = bracket
            y = (y1 - bracket_stroke, y1) if top_arm else (y0, y0 + bracket_stroke)
            shapes = [(x0, y0, x0 + bracket_stroke, y1), (x0, y[0], x1, y[1])]
            for a, b, c, e in shapes:
                if mirror:
                    a, c = bracket_width - c, bracket_width - a
                rect(pen, a, b, c, e)
        return draw
    for character, arms in [
            ("⌈", (True, False)), ("⌉", (True, True)), ("⌊", (False, False)),
            ("⌋", (False, True))]:
        if missing(character):
            d.add(character, bracket_width, corner(*arms))

    def element(mirror):
        def draw(pen):
            r, k = half * 1.2, half * 1.2 * CIRCLE
            x0, x1, xc = middle - half, middle + half, middle - half + r
            inner_r = r - s
            ki = inner_r * CIRCLE
            flip = Transform(-1, 0, 0, 1, width, 0) if mirror else Transform()
            out = TransformPen(ReverseContourPen(pen) if mirror else pen, flip)
            out.moveTo((x1, axis + r))
            out.lineTo((xc, axis + r))
            out.curveTo((xc - k, axis + r), (x0, axis + k), (x0, axis))
            out.curveTo((x0, axis - k), (xc - k, axis - r), (xc, axis - r))
            out.lineTo((x1, axis - r))
            out.lineTo((x1, axis - r + s))
            out.lineTo((xc, axis - r + s))
            out.curveTo(
                (xc - ki, axis - inner_r), (x0 + s, axis - ki), (x0 + s, axis))
            out.curveTo(
                (x0 + s, axis + ki), (xc - ki, axis + inner_r), (xc, axis + inner_r))
            out.lineTo((x1, axis + r - s))
            out.closePath()
            out.moveTo((x0 + s / 2, axis - s / 2))
            out.lineTo((x1, axis - s / 2))
            out.lineTo((x1, axis + s / 2))
            out.lineTo((x0 + s / 2, axis + s / 2))
            out.closePath()
        return draw
    if missing("∈"):
        d.add("∈", width, element(False))

    # ℝ: R with a second stem; the gap is as wide as the stroke is thick.
    r_bounds = d.upright("R")
    double = s * 0.62
    shift = double * 2.0
    r_width = d.glyphs[d.cmap[ord("R")]].width

    def double_struck_r(pen):
        # The letter is drawn by the pen that leans, so it is first set upright.
        upright = TransformPen(pen, d.unslanted)
        d.draw("R", TransformPen(upright, Transform(1, 0, 0, 1, shift, 0)))
        x0 = r_bounds[0]
        rect(pen, x0, 0, x0 + double, cap)
        rect(pen, x0, 0, x0 + shift + double, double)
        rect(pen, x0, cap - double, x0 + shift + double, cap)
    if missing("ℝ"):
        d.add("ℝ", r_width + shift, double_struck_r)

    # The replacement character: the font's black diamond with its question mark cut out.
    diamond, mark = d.bounds("◆"), d.bounds("?")
    scale = 0.86
    size = 0.62

    def replacement(pen):
        d.draw("◆", TransformPen(pen, Transform(scale, 0, 0, scale, -diamond[0] * 0.5, 140)))
        mx = (diamond[0] + diamond[2]) / 2 * scale - diamond[0] * 0.5
        my = (diamond[1] + diamond[3]) / 2 * scale + 140
        move = Transform(
            size, 0, 0, size, mx - (mark[0] + mark[2]) / 2 * size,
            my - (mark[1] + mark[3]) / 2 * size)
        # Cut out means wound the other way round.
        d.draw("?", TransformPen(ReverseContourPen(pen), move))
    if missing("\ufffd"):
        d.add("\ufffd", (diamond[2] - diamond[0]) * scale + diamond[0], replacement, lean=False)

    for character, existing in [("⋅", "·"), ("∼", "~"), ("∥", "‖"), ("∆", "Δ")]:
        if missing(character):
            d.alias(character, existing)
    d.finish()
    return sorted(d.added)


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
        f'"{FAMILY}", with added signs (scripts/make-fonts.py). They are licensed under the',
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
                "// Made by scripts/make-fonts.py; do not edit. Inter, see LICENSE-Inter.txt.\n"
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
