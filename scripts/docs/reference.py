"""Writes the articles that are made of something else: the reference of all commands, from the program's
own parser, and the rules of findings, from docs/findings.md. scripts/docs.sh calls this.

    reference.py PROGRAM CATALOGUE
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def plain(text):
    """Text in which nothing is markup; a line that is a command alone is code."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        paragraph = " ".join(paragraph.split())
        if paragraph.startswith("vizbp "):
            paragraphs.append(f"```\n{paragraph}\n```")
        else:
            paragraphs.append(re.sub(r"([\\`*_<>\[\]|])", r"\\\1", paragraph))
    return "\n\n".join(paragraphs)


def names(argument):
    """How an argument is written: --of <node>, -q, --quiet, <graph>."""
    value = f"<{argument.get('valueName', 'value')}>"
    if argument["kind"] == "positional":
        return value
    written = [("-" if name["kind"] == "short" else "--") + name["name"]
               for name in argument.get("names", [])]
    words = ", ".join(written)
    return words if argument["kind"] == "flag" else f"{words} {value}"


def row(argument):
    said = [" ".join(argument.get("abstract", "").split())]
    values = argument.get("allValues") or []
    if values:
        said.append(f"One of: {', '.join(values)}.")
    if argument.get("defaultValue"):
        said.append(f"Without it: {argument['defaultValue']}.")
    words = re.sub(r"([\\`*_<>\[\]|])", r"\\\1", " ".join(said))
    # A bar would end the cell, in code too.
    written = names(argument).replace("|", "\\|")
    return f"| `{written}` | {words} |"


def command_page(program):
    dump = json.loads(subprocess.run(
        [program, "--experimental-dump-help"], check=True, capture_output=True).stdout)
    root = dump["command"]
    lines = [
        "# Commands", "", "Every command of the program `vizbp`, with its arguments and options.", "",
        "## Overview", "",
        "This page is written from the program's own parser, when the documentation is built.", "",
        plain(root.get("discussion", "")), ""]
    for command in root["subcommands"]:
        if not command.get("shouldDisplay", True) or command["commandName"] == "help":
            continue
        lines += [f"### vizbp {command['commandName']}", "", plain(command["abstract"]), ""]
        if command.get("discussion"):
            lines += [plain(command["discussion"]), ""]
        arguments = [each for each in command.get("arguments", []) if each.get("shouldDisplay", True)]
        if arguments:
            lines += ["| argument | says |", "|---|---|", *[row(each) for each in arguments], ""]
    return "\n".join(lines)


def findings_page():
    title, _, rest = (ROOT / "docs/findings.md").read_text(encoding="utf-8").partition("\n")
    return "\n".join((
        title.replace("`", ""), "",
        "Each rule, when it speaks, what a log needs for it, and where it comes from.", "",
        "## Overview", rest))


if __name__ == "__main__":
    catalogue = Path(sys.argv[2])
    (catalogue / "Commands.md").write_text(command_page(sys.argv[1]), encoding="utf-8")
    (catalogue / "Findings.md").write_text(findings_page(), encoding="utf-8")
