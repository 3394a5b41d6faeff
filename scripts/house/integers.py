"""The rule on whole numbers: where one has no room, Swift ends the program."""

import re

from breach import Breach
from tree import is_generated

REMEDY = (
    "traps where there is no such integer; use Int(exactly:), clamping, a bound or magnitude, or "
    "say on the line above why it is '// In range: …'")

MADE = r"\bU?Int(?:8|16|32|64)?\((?!exactly:|clamping:|truncatingIfNeeded:|bitPattern:)"
ROUNDED = re.compile(MADE + r"[^\n]*\.rounded\(")
CONVERTED = re.compile(MADE + r"((?:[^()]|\([^()]*\))*)\)(?! *\?\?)")
DECLARED = re.compile(r"\b(\w+): (\w+)\??(?=[\s,)=])")
NEGATED = re.compile(r"(?<![\w)\]\"'`] )(?<![\w)\]\"'`-])-(?:\w+\.)*([a-z]\w*)\b(?![(\w-])")
MAGNITUDE = re.compile(r"\babs\((?:\w+\.)*(\w+)\)")
#: A number that a file or a flag gives: read by name, or from a text. Those of a model's operators
#: (`call.int`) are bounded where they are read.
TAKEN = re.compile(
    r"(?:let|var) (\w+)(?:: Int\??)? = (?:try[?!]? )?(?!call\.)"
    r"(?:[\w$]+[.?]+)*(?:int|ints|requiredInt|requiredInts|integers|wholeNumber)\(")
PARSED = re.compile(r"\b(?:if|guard)[^\n]*?\blet (\w+) = " + MADE)
OPTION = re.compile(
    r"@(?:Option|Argument)\b[^@]*?\bvar (\w+)(?:: Int\??(?= *(?:=|\n))| = -?\d+\n)")
#: How many lines above are looked through for a bound.
NEAR = 60


def integer_rule(tree):
    """Where an integer is negated, made of a number with a fraction, or reckoned with though it comes
    from outside and nothing bounds it, a line above says why it has room.

    Rooms that draw know lengths alone, which their canvas bounds.
    """
    for room in (room for room in tree.rooms if tree.rooms[room]["layer"] != "drawing"):
        for path in tree.swift(room):
            if is_generated(path):
                continue
            lines = tree.text(path).split("\n")
            code = [
                "" if line.lstrip().startswith("//") else re.sub(r'"[^"]*"', '""', line)
                for line in lines]
            kinds = {}
            for name, kind in DECLARED.findall("\n".join(lines)):
                kinds.setdefault(name, set()).add(kind)
            for index, what in found(code, kinds):
                if not lines[max(index - 1, 0)].lstrip().startswith("// In range"):
                    yield Breach("integers", path, what, f"{what}: {REMEDY}", index + 1)


def found(code, kinds):
    """The number of each line that may have no room, and what it is there."""
    integers = {name for name, found in kinds.items() if found == {"Int"}}
    fractions = {name for name, found in kinds.items() if found <= {"Double", "Float"}}
    text = "\n".join(code)
    outside = {name for taken in (TAKEN, PARSED, OPTION) for name in taken.findall(text)}
    for index, line in enumerate(code):
        match = ROUNDED.search(line)
        what = match and match[0]
        what = what or next(
            (match[0] for pattern in (NEGATED, MAGNITUDE) for match in pattern.finditer(line)
             if match[1] in integers), None)
        what = what or next(
            (match[0] for match in CONVERTED.finditer(line)
             if not re.search(r"bitPattern|clamping:", match[1]) and fractions & set(re.findall(r"(?<![.\w])([a-z]\w*)\b(?![.(\w])", match[1]))), None)
        what = what or next(
            (found for name in sorted(outside) if (found := reckoned(name, code, index))), None)
        if what:
            yield index, what


def reckoned(name, code, index):
    """The sum, difference, product or shift of a name on a line, unless it is compared before."""
    match = re.search(
        rf"(?<![.\w\"])(?:{name}(?:\[[^\]]*\])? (?:[-+*]|<<)=? (?!\[)"
        rf"|(?<=[\w)\]] )(?:[-+*]|<<)=? {name}\b(?![(\w.]))", code[index])
    if not match:
        return None
    bound = re.compile(
        rf"\b{name}\b[^\n]{{0,12}} (?:[<>]=?|==|!=) |(?:[<>]=?|==|~=) (?:[\w.]+ [-+] )?{name}\b"
        rf"|\b(?:min|max)\([^)\n]*\b{name}\b|\b{name}\b[^\n]*\.allSatisfy|\.contains\({name}\)")
    near = "\n".join(code[max(0, index - NEAR):index + 1])
    return None if bound.search(near) else match[0].strip()
