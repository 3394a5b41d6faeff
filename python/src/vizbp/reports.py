"""The page that explains runs, and their findings as objects."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import program
from .errors import VizbpError


@dataclass(frozen=True, repr=False)
class Report:
    """A page that explains runs; a notebook shows it.

    Attributes:
        path: Where it was written.
    """

    path: Path

    @property
    def html(self) -> str:
        """The page: one HTML file that fetches nothing."""
        return self.path.read_text("utf-8")

    def _repr_html_(self) -> str:
        page = html.escape(self.html, quote=True)
        return f'<iframe srcdoc="{page}" width="100%" height="800" style="border:0"></iframe>'

    def __repr__(self) -> str:
        return f"Report({str(self.path)!r})"


@dataclass(frozen=True)
class Finding:
    """What a rule found in a run, with its evidence.

    Attributes:
        rule: The rule's name.
        severity: ``problem``, ``warning`` or ``note``.
        title: What it is called.
        sentence: What is seen, where, and since when.
        step, last_step: Since when, and the last step of the run; None where there is none.
        nodes: The nodes that it is about.
        evidence: The numbers behind it; NaN and infinity as text.
        advice: What people do about it.
        threshold: From what on the rule speaks.
        source: Where the rule comes from.
        confidence: How sure the cause is: ``certain``, ``likely`` or ``possible``.
        consequences: What follows from it, and goes away with it.
    """

    rule: str
    severity: str
    title: str
    sentence: str
    step: int | None
    last_step: int | None
    nodes: list[str]
    evidence: dict[str, Any]
    advice: str
    threshold: str
    source: str
    confidence: str
    consequences: list[Finding] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.severity}: {self.sentence}"


@dataclass(frozen=True)
class Unasked:
    """Rules that could not be asked, and what the run would have to log for them."""

    rules: list[str]
    log: str


@dataclass(frozen=True)
class Remark:
    """What is to be said of a file of a run."""

    file: str
    what: str


@dataclass(frozen=True)
class RunFindings:
    """What was found in one run.

    Attributes:
        run: Its name.
        findings: The worst first; each is a cause, with what follows from it.
        unasked: Which rules could not be asked.
        unreadable: Files that could not be read, and why.
        replaced: What gave way to a later session.
        not_shown: What a file has that no rule looks at.
        read_as: What files were taken for, where that is not plain.
    """

    run: str
    findings: list[Finding]
    unasked: list[Unasked] = field(default_factory=list)
    unreadable: list[Remark] = field(default_factory=list)
    replaced: list[Remark] = field(default_factory=list)
    not_shown: list[Remark] = field(default_factory=list)
    read_as: list[Remark] = field(default_factory=list)


@dataclass(frozen=True)
class Diagnosis:
    """What was found in runs.

    Attributes:
        ok: Nothing as severe as was asked for.
        runs: The findings, run by run.
    """

    ok: bool
    runs: list[RunFindings]

    @property
    def findings(self) -> list[Finding]:
        """The findings of all runs."""
        return [finding for run in self.runs for finding in run.findings]

    def __bool__(self) -> bool:
        return self.ok

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __str__(self) -> str:
        lines = []
        for run in self.runs:
            lines.append(f"{run.run}: {'nothing needs attention' if not run.findings else ''}")
            for finding in run.findings:
                lines.append(f"  {finding}")
                lines += [f"    from it: {each.sentence}" for each in finding.consequences]
            lines += [f"  not asked: {', '.join(each.rules)}: {each.log}" for each in run.unasked]
            lines += [f"  not read: {each.file}: {each.what}" for each in run.unreadable]
        return "\n".join(line.rstrip() for line in lines)


def report(
    runs: str | os.PathLike[str] | list[str | os.PathLike[str]],
    output: str | os.PathLike[str] = "report.html", **options: object,
) -> Report:
    """Explain runs in one HTML file that fetches nothing, as ``vizbp report`` does.

    Args:
        runs: A run's folder, a folder of runs, a file of metrics, or several of these.
        output: Where to write the page.
        options: Those of ``vizbp report``: ``step=100``, ``check=True`` …

    Raises:
        VizbpError: The program is missing, or refuses; the sentence is its own.
    """
    words = ["report", *_paths(runs), "-o", os.fspath(output), "--quiet"]
    program.run([*words, *program.options(options)])
    return Report(Path(output))


def diagnose(
    runs: str | os.PathLike[str] | list[str | os.PathLike[str]], *, fail_on: str | None = None,
    rules: list[str] | None = None,
) -> Diagnosis:
    """Find what needs attention in runs, as ``vizbp diagnose`` does.

    Args:
        runs: A run's folder, a folder of runs, a file of metrics, or several of these.
        fail_on: From which severity on ``ok`` is False: ``problem`` (the default) or ``warning``.
        rules: The rules to ask; all by default.

    Raises:
        VizbpError: The program is missing, or refuses; the sentence is its own.
    """
    words = ["diagnose", *_paths(runs), "--json", *program.options({"fail_on": fail_on})]
    for rule in rules or []:
        words += ["--rule", rule]
    answer = json.loads(program.run(words, answers=(0, 1)).stdout)
    try:
        return Diagnosis(answer["ok"], [_run(run) for run in answer["runs"]])
    except (KeyError, TypeError) as error:
        raise VizbpError(f"the program's findings lack {error}") from error


def _run(fields: dict[str, Any]) -> RunFindings:
    remarks = {
        name: [Remark(each["file"], each["what"]) for each in fields.get(name, [])]
        for name in ("unreadable", "replaced", "not_shown", "read_as")}
    return RunFindings(
        fields["run"], [_finding(each) for each in fields["findings"]],
        [Unasked(list(each["rules"]), each["log"]) for each in fields["unasked"]], **remarks)


def _finding(fields: dict[str, Any]) -> Finding:
    known = {key: fields[key] for key in Finding.__dataclass_fields__ if key != "consequences"}
    return Finding(
        **known, consequences=[_finding(each) for each in fields.get("consequences", [])])


def _paths(runs: str | os.PathLike[str] | list[str | os.PathLike[str]]) -> list[str]:
    if isinstance(runs, (str, os.PathLike)):
        return [os.fspath(runs)]
    return [os.fspath(run) for run in runs]
