"""Draws the mathematical signs that Inter lacks, for make-fonts.py."""

import math

from fontTools.misc.transform import Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.reverseContourPen import ReverseContourPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen

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
