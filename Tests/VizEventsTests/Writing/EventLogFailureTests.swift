import Foundation
import Synchronization
import SystemPackage
import Testing
import VizBase
import VizTestSupport
import VizTrace

@testable import VizEvents

/// A log that cannot go on lets the training go on.
@Suite struct EventLogFailureTests {
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func fullDiskStopsTheLogOnce() async throws {
    let failures = Mutex<[EventError]>([])
    // The first record would fail at once; it goes to a file that is then exchanged.
    let folder = try TemporaryFolder()
    let file = try FileDescriptor.open(
      FilePath(folder.file("a")), .writeOnly, options: .create, permissions: .ownerReadWrite)
    let log = try EventLog(EventFile(file, path: "/dev/full"), wallTime: 1) { error in
      failures.withLock { $0.append(error) }
    }
    let full = try FileDescriptor.open("/dev/full", .writeOnly)
    _ = try full.duplicate(as: file)
    for step in 0..<100_000 { log.scalar("loss", 1, step: step) }
    log.text("note", "lost", step: 1)
    log.flush()
    log.scalar("loss", 1, step: 100_000)
    log.close()
    let error = EventError(
      .full, path: "/dev/full", message: "no space left on the device",
      hint: "make room, then start anew")
    #expect(log.progress.failure == error)
    while failures.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
    #expect(failures.withLock { $0 } == [error])
    #expect(error.description == "/dev/full: no space left on the device")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func aFileThatCannotBeBegunIsRefused() throws {
    #expect(throws: EventError.self) {
      try EventLog(
        EventFile(FileDescriptor.open("/dev/full", .writeOnly), path: "/dev/full"), wallTime: 1)
    }
  }

  /// What a full disk took of a record is cut again, so that the file ends with a whole one.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["TSAN_OPTIONS"] == nil,
      "the sanitizer of threads keeps its own memory in files, which are limited as well"))
  func aFailedWriteLeavesWholeRecords() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await run(
      "/bin/sh",
      [
        "-c", "ulimit -f 8; trap '' XFSZ; exec \"$1\" sample \"$2\" 2000", "sh", writerPath,
        folder.file("run"),
      ])
    #expect(outcome.status == 0)
    let log = try RunLog(folder: folder.file("run"))
    #expect(log.faults.isEmpty)
    // All that found room is there, also of what was written at once; shells count blocks of 512 or
    // of 1,024 bytes.
    #expect(log.files.first.map { $0.size > 3 * 1024 && $0.size <= 8 * 1024 } == true)
  }

  private static let setpriv = "/usr/bin/setpriv"

  @Test(
    .enabled(
      if: geteuid() != 0 || FileManager.default.isExecutableFile(atPath: setpriv),
      "permissions do not bind root, and setpriv is not here to become nobody"))
  func aFolderThatMayNotBeWrittenIsNamed() async throws {
    let folder = try TemporaryFolder()
    let closed = folder.file("closed")
    try FileManager.default.createDirectory(atPath: closed, withIntermediateDirectories: true)
    let program = folder.file("program")
    try FileManager.default.copyItem(atPath: writerPath, toPath: program)
    #expect(chmod(closed, 0o555) == 0)
    #expect(chmod(program, 0o755) == 0)
    #expect(chmod(folder.path, 0o777) == 0)
    defer { chmod(closed, 0o755) }
    let command =
      geteuid() == 0
      ? [Self.setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", program] : [program]
    let outcome = try await run(command[0], command.dropFirst() + ["step", closed])
    #expect(outcome.status == 1)
    #expect(outcome.output == "\(closed): permission denied\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: closed).isEmpty)
  }

  @Test func aFileInThePlaceOfTheFolderIsNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write([], to: "a")
    let error = #expect(throws: EventError.self) { try EventLog(folder: folder.file("a")) }
    #expect(error?.description == "\(folder.file("a")): a part of the path is not a directory")
  }
}
