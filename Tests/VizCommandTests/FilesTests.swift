import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Output files appear whole or not at all.
@Suite struct FilesTests {
  /// A folder with a graph, and a picture that must survive failures.
  private func withGraph(_ body: (Folder) async throws -> Void) async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "g.json")
      try folder.write("before", to: "g.svg")
      try await body(folder)
    }
  }

  @Test func inputsThatCannotBeReadAreNamed() async throws {
    try await withGraph { folder in
      try await expectRefusal(
        ["render", "none.json"], 66, "error: none.json: there is no such file or folder",
        in: folder)
      try await expectRefusal(
        ["render", ".", "-o", "a.svg"], 66,
        "error: .: it is a directory, and no run is in it", in: folder)
      try await expectRefusal(
        ["render", "g.json/x", "-o", "a.svg"], 66,
        "error: g.json/x: a part of the path is not a directory", in: folder)
      try await expectRefusal(
        ["render", "", "-o", "a.svg"], 66, "error: '': there is no such file or folder",
        in: folder)
      try await expectRefusal(
        ["render", "a\u{1b}[31m\n\u{202e}.json"], 66,
        "error: a\\u{1b}[31m\\n\\u{202e}.json: there is no such file or folder", in: folder)
      let long = String(repeating: "a", count: 300)
      try await expectRefusal(
        ["render", long], 66, "error: \(long): the name is too long", in: folder)
      #expect(try folder.names == ["g.json", "g.svg"])
    }
  }

  @Test func outputsThatCannotBeMadeAreNamed() async throws {
    try await withGraph { folder in
      try await expectRefusal(
        ["render", "g.json", "-o", "none/a.svg"], 73,
        "error: none/a.svg: there is no such file or folder", in: folder)
      try await expectRefusal(
        ["render", "g.json", "-o", "g.svg/a.svg"], 73,
        "error: g.svg/a.svg: a part of the path is not a directory", in: folder)
      try await expectRefusal(
        ["render", "g.json", "-o", ".", "--format", "svg"], 73, "error: .: it is a directory",
        in: folder)
      let long = String(repeating: "a", count: 300) + ".svg"
      try await expectRefusal(
        ["render", "g.json", "-o", long], 73, "error: \(long): the name is too long", in: folder)
      #expect(try folder.names == ["g.json", "g.svg"])
    }
  }

  @Test(
    .enabled(
      if: canLoseRights, "permissions do not bind root, and setpriv is not here to become nobody"))
  func permissionsBind() async throws {
    try await withGraph { folder in
      try FileManager.default.createDirectory(
        atPath: folder.file("closed"), withIntermediateDirectories: true)
      try folder.write(lecture, to: "secret.json")
      try folder.write("before", to: "fixed.svg")
      try folder.write("before", to: "closed/a.svg")
      for (name, mode) in [
        ("closed", 0o555), ("secret.json", 0), ("fixed.svg", 0o444), ("closed/a.svg", 0o666),
      ] as [(String, mode_t)] { #expect(chmod(folder.file(name), mode) == 0) }
      defer { chmod(folder.file("closed"), 0o755) }

      let command = try commandWithoutRights(in: folder)
      for (arguments, status, name) in [
        (["secret.json", "-o", "a.svg"], 66, "secret.json"),
        (["g.json", "-o", "fixed.svg"], 73, "fixed.svg"),
        (["g.json", "-o", "closed/a.svg"], 73, "closed/a.svg"),
        (["g.json", "-o", "closed/b.svg"], 73, "closed/b.svg"),
      ] as [([String], Int32, String)] {
        #expect(
          try await run(
            command[0], Array(command.dropFirst()) + ["render"] + arguments, in: folder.path)
            == Outcome(status: status, bytes: [], errors: "error: \(name): permission denied\n"))
      }
      #expect(
        try folder.names
          == ["closed", "fixed.svg", "g.json", "g.svg", "program", "secret.json"])
      #expect(try folder.text("fixed.svg") == "before")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.file("closed")) == ["a.svg"])
      #expect(try folder.text("closed/a.svg") == "before")
    }
  }

  @Test func existingFilesKeepTheirPermissions() async throws {
    try await withGraph { folder in
      #expect(chmod(folder.file("g.svg"), 0o640) == 0)
      #expect(try await vizbp("render", "g.json", in: folder).status == 0)
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("g.svg"))
      #expect(attributes[.posixPermissions] as? Int == 0o640)
      #expect(try folder.text("g.svg").hasPrefix("<svg"))
      #expect(try folder.names == ["g.json", "g.svg"])
    }
  }

  @Test func newFilesFollowTheMask() async throws {
    try await withGraph { folder in
      #expect(
        try await shell("umask 027; \"$vizbp\" render g.json -o a.svg", in: folder).status == 0)
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("a.svg"))
      #expect(attributes[.posixPermissions] as? Int == 0o640)
    }
  }

  @Test func linksStayLinks() async throws {
    try await withGraph { folder in
      let files = FileManager.default
      try files.createDirectory(atPath: folder.file("deep"), withIntermediateDirectories: true)
      try folder.write("before", to: "deep/target.svg")
      for (link, target) in [
        ("one.svg", "deep/target.svg"), ("two.svg", "one.svg"),
        ("dangling.svg", "deep/new.svg"), ("deep/up.svg", "../g.svg"),
      ] {
        try files.createSymbolicLink(atPath: folder.file(link), withDestinationPath: target)
        #expect(try await vizbp("render", "g.json", "-o", link, in: folder).errors == "")
        #expect(try files.destinationOfSymbolicLink(atPath: folder.file(link)) == target)
      }
      for name in ["deep/target.svg", "deep/new.svg", "g.svg"] {
        #expect(try folder.text(name).hasPrefix("<svg"), "\(name)")
      }
      try files.createSymbolicLink(
        atPath: folder.file("loop.svg"), withDestinationPath: "loop.svg")
      try await expectRefusal(
        ["render", "g.json", "-o", "loop.svg"], 73,
        "error: loop.svg: too many levels of symbolic links", in: folder)
      #expect(try files.destinationOfSymbolicLink(atPath: folder.file("loop.svg")) == "loop.svg")
    }
  }

  @Test func aFailureInTheMiddleLeavesThePreviousFile() async throws {
    try await withGraph { folder in
      // The shell counts in blocks of 512 or 1024 bytes: the picture has more.
      let outcome = try await shell("ulimit -f 2; \"$vizbp\" render g.json", in: folder)
      #expect(outcome == Outcome(status: 74, bytes: [], errors: "error: g.svg: file too large\n"))
      #expect(try folder.text("g.svg") == "before")
      #expect(try folder.names == ["g.json", "g.svg"])
    }
  }

  #if os(Linux)
    @Test func aFullDeviceIsSaid() async throws {
      try await withGraph { folder in
        let words = "no space left on the device\n"
        for command in [
          "render g.json -o /dev/full --format svg", "eval x x=1 -q -o /dev/full --format png",
        ] {
          let outcome = try await shell("\"$vizbp\" \(command)", in: folder)
          #expect(
            outcome == Outcome(status: 74, bytes: [], errors: "error: /dev/full: \(words)"))
        }
        for command in [
          "eval x x=1", "eval x x=1 --json", "render g.json -o -", "gallery add-mul -o out",
          "--help",
          "eval --help", "--version", "--generate-completion-script bash",
        ] {
          let outcome = try await shell("\"$vizbp\" \(command) > /dev/full", in: folder)
          #expect(
            outcome == Outcome(status: 74, bytes: [], errors: "error: standard output: \(words)"),
            "\(command)")
        }
      }
    }

    @Test(.enabled(if: canMount, "only root may mount a file system"))
    func aFullDiskLeavesThePreviousFile() async throws {
      try await withGraph { folder in
        try FileManager.default.createDirectory(
          atPath: folder.file("disk"), withIntermediateDirectories: true)
        let outcome = try await shell(
          """
          mount -t tmpfs -o size=16k tmpfs disk || exit 1
          cp g.svg disk; head -c 8000 g.json /dev/zero > disk/filler 2> /dev/null
          "$vizbp" render g.json -o disk/g.svg --embed-font
          status=$?
          cat disk/g.svg; ls -A disk
          umount disk; exit $status
          """, in: folder)
        #expect(
          outcome
            == Outcome(
              status: 74, bytes: Array("beforefiller\ng.svg\n".utf8),
              errors: "error: disk/g.svg: no space left on the device\n"))
      }
    }

    private static let canMount: Bool = {
      // In a namespace of its own the trial leaves no trace.
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = [
        "-c", "unshare -m mount -t tmpfs -o size=16k tmpfs /mnt > /dev/null 2>&1",
      ]
      guard (try? process.run()) != nil else { return false }
      process.waitUntilExit()
      return process.terminationStatus == 0
    }()
  #endif

  @Test func devicesAndPipesAreWrittenTo() async throws {
    try await withGraph { folder in
      #expect(
        try await vizbp("render", "g.json", "-o", "/dev/null", "--format", "png", in: folder)
          == Outcome(status: 0, bytes: [], errors: ""))
      let outcome = try await shell(
        "mkfifo p.svg; \"$vizbp\" render g.json -o p.svg & cat p.svg; wait $!", in: folder)
      #expect(outcome.status == 0 && outcome.output.hasPrefix("<svg"))
      #expect(try folder.names == ["g.json", "g.svg", "p.svg"])
    }
  }

  @Test func aClosedPipeEndsTheProgramQuietly() async throws {
    try await withGraph { folder in
      for command in ["eval x x=1", "render g.json -o - --embed-font", "--help"] {
        // Who reads has gone before anything is written: the end of "gone" says so.
        let outcome = try await shell(
          """
          rm -f gone; mkfifo gone
          { cat gone; "$vizbp" \(command); echo $? > status; } | { exec 0<&-; } > gone
          """, in: folder)
        #expect(outcome == Outcome(status: 0, bytes: [], errors: ""), "\(command)")
        #expect(try folder.text("status") == "74\n", "\(command)")
      }
    }
  }

  @Test func closedStandardStreamsAreNoInput() async throws {
    try await withGraph { folder in
      let noInput = try await shell("\"$vizbp\" render - <&-", in: folder)
      #expect(noInput.status == 66)
      #expect(noInput.errors.hasPrefix("error: standard input: "))
      let closed = try await shell("\"$vizbp\" render g.json -o a.svg >&- 2>&-", in: folder)
      #expect(closed.status == 0)
      #expect(try folder.text("a.svg").hasSuffix("</svg>\n"))
      #expect(try await shell("\"$vizbp\" eval x x=1 >&-", in: folder).status == 74)
    }
  }
}
