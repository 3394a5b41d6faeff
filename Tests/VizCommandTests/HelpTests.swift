import ArgumentParser
import Foundation
import Testing

@testable import VizCommand

@Suite struct HelpTests {
  @Test func helpFitsATerminal() async throws {
    for arguments in [
      [], ["--help"], ["-h"], ["help"], ["eval", "--help"], ["eval", "-h"], ["help", "eval"],
      ["render", "--help"], ["help", "render"], ["plot", "--help"], ["gallery", "--help"],
      ["help", "gallery"], ["explain", "--help"], ["diff", "--help"], ["train", "--help"],
      ["runs", "--help"], ["export", "--help"],
    ] {
      let outcome = try await run(vizbpPath, arguments)
      #expect(outcome.status == 0 && outcome.errors == "")
      #expect(outcome.output.contains("USAGE: vizbp "))
      #expect(!outcome.output.contains("layout-worker"))
      for line in outcome.output.split(separator: "\n") {
        #expect(line.count <= 80, "\(arguments): \(line)")
      }
    }
  }

  @Test(arguments: [
    ("--dataset", "spiral"), ("--optimizer", "adamw"), ("--model", "transformer"),
    ("--task", "copy"), ("--activation", "maxout"), ("--loss", "cross-entropy"),
    ("--schedule", "cosine"), ("--init", "he"),
  ])
  func shellsCompleteWhatAnOptionMayBe(_ option: String, _ value: String) throws {
    for shell in [CompletionShell.bash, .zsh, .fish] {
      let script = Train.completionScript(for: shell)
      let lines = script.split(separator: "\n").map(String.init)
      let name = shell == .fish ? String(option.dropFirst(2)) : option
      let offered = lines.indices.contains { index in
        lines[index].contains(name)
          && lines[index..<min(index + 3, lines.endIndex)].contains { $0.contains(value) }
      }
      #expect(offered, "\(shell)")
    }
  }

  @Test func shellsCompleteTheGallery() throws {
    for shell in [CompletionShell.bash, .zsh, .fish] {
      let script = Gallery.completionScript(for: shell)
      #expect(script.contains("loss-landscape") && script.contains("rate-paths"))
    }
  }

  @Test func versionIsANumber() async throws {
    #expect(
      try await vizbp("--version")
        == Outcome(
          status: 0, bytes: Array("\(Vizbp.configuration.version)\n".utf8), errors: ""))
  }

  @Test func optionsThatStandAloneAreKnown() async throws {
    let help = try await vizbp("eval", "--help").output
    let flags = help.split(separator: "\n").flatMap { line -> [String] in
      guard line.hasPrefix("  -"), !line.contains("<") else { return [] }
      return line.matches(of: /--[a-z-]+/).map { String($0.output) }
    }
    #expect(Set(flags) == Vizbp.flags)
  }

  @Test(arguments: [
    (["--zzzzz"], "unknown option '--zzzzz'", ""),
    (["eval"], "missing expected argument '<expression>'", "eval "),
    (["eval", "x", "--zzzzz"], "unknown option '--zzzzz'", "eval "),
    (["eval", "x", "-o"], "missing value for '-o <file>'", "eval "),
    (["render"], "missing expected argument '<graph>'", "render "),
    (["render", "a", "b"], "unexpected argument 'b'", "render "),
    (["render", "a", "-x"], "unknown option '-x'", "render "),
    (["render", "a", "-o"], "missing value for '-o <file>'", "render "),
    (
      ["render", "a", "--scale", "wide"], "the value 'wide' is invalid for '--scale <scale>'",
      "render "
    ),
    (
      ["render", "a", "--collapse", "x"],
      "the value 'x' is invalid for '--collapse <auto|none|depth>'", "render "
    ),
    (["gallery", "--x"], "unknown option '--x'", "gallery "),
    (
      ["render", "a", "--\u{1b}[31m\n\u{202e}"],
      "unknown option '--\\u{1b}[31m \\u{202e}'", "render "
    ),
  ])
  func wrongUsageIsSaidInALine(arguments: [String], words: String, command: String) async throws {
    try await expectRefusal(arguments, 64, "error: \(words)\nsee 'vizbp \(command)--help'")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsAreScriptsOfTheirShell(shell: String) async throws {
    let script = try await vizbp("--generate-completion-script", shell)
    #expect(script.status == 0 && script.errors == "")
    for word in ["eval", "render", "gallery", "granularity"] {
      #expect(script.output.contains(word))
    }
    // What may stand behind help, which the parser leaves out.
    let commands = "eval render check explain diff plot gallery quiz train watch runs export report"
    #expect(
      script.output.split(separator: "\n").contains { line in
        line.contains(commands) && (shell != "fish" || line.contains("\"vizbp help\" -eq 1"))
          && (shell != "zsh" || line.contains("*:subcommands:("))
      })
    let bash = script.output.split(separator: "_vizbp_help() {").last ?? ""
    #expect(shell != "bash" || bash.contains(commands))
    let folders = ["/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
    // Shells that are not here cannot judge.
    guard
      let path = folders.map({ "\($0)/\(shell)" }).first(
        where: FileManager.default.isExecutableFile)
    else { return }
    try await inFolder { folder in
      try folder.write(script.output, to: "completions")
      #expect(
        try await run(path, ["-n", "completions"], in: folder.path)
          == Outcome(status: 0, bytes: [], errors: ""))
    }
  }

  @Test func completionsForOtherShellsAreRefused() async throws {
    try await expectRefusal(
      ["--generate-completion-script", "csh"], 64,
      "error: can't generate completion scripts for 'csh'. Please use"
        + " --generate-completion-script=<shell> with one of: zsh bash fish\nsee 'vizbp --help'")
  }

  @Test func outputHasNoColour() async throws {
    for arguments in [["--help"], ["eval", "x", "x=1"], ["eval", "x +", "x=1"]] {
      let outcome = try await run(vizbpPath, arguments)
      #expect(!(outcome.output + outcome.errors).contains("\u{1b}"))
    }
  }

  /// What was meant is proposed where it is near and of the same kind.
  @Test(arguments: [
    (["evl", "x", "x=1"], "there is no command \"evl\"\ndid you mean eval?"),
    (["rendr", "a.json"], "there is no command \"rendr\"\ndid you mean render?"),
    (["train", "--nois", "1"], "unknown option '--nois'\ndid you mean --noise?"),
    (["train", "--backwards"], "unknown option '--backwards'\nsee 'vizbp train --help'"),
    (["eval", "x", "x=1", "--jsn"], "unknown option '--jsn'\ndid you mean --json?"),
    (["--vershun"], "unknown option '--vershun'\ndid you mean --version?"),
  ])
  func whatWasMeantIsProposed(arguments: [String], words: String) async throws {
    try await expectRefusal(arguments, 64, "error: " + words)
  }

  @Test func farCommandsAreListed() async throws {
    let outcome = try await vizbp("frobnicate", "x")
    #expect(outcome.status == 64)
    #expect(
      outcome.errors.hasPrefix("error: there is no command \"frobnicate\"\nthere are eval, render"))
    #expect(!outcome.errors.contains("layout-worker"))
  }

  /// Whatever is written, and by whichever part of the program.
  @Test func aClosedOutputHasOneWording() async throws {
    try await inFolder { folder in
      for arguments in [
        "--help", "--version", "eval x x=1", "eval x x=1 -o -", "eval x x=1 --json",
      ] {
        let outcome = try await shell("\"$vizbp\" \(arguments) >&-", in: folder)
        #expect(outcome.status == 74, "\(arguments)")
        #expect(outcome.errors == "error: standard output: it is closed\n", "\(arguments)")
      }
      // Nothing goes into a file that was opened meanwhile.
      _ = try await shell("\"$vizbp\" eval x x=1 -o out.svg >&- 2>&-", in: folder)
      #expect(try folder.text("out.svg").hasSuffix("</svg>\n"))
    }
  }
}
