import Dispatch
import Foundation
import SystemPackage
import Testing
import VizTestSupport

@testable import VizBase

/// What a killed process leaves beside a file is removed, and what a living one writes is not.
@Suite struct LeftoversTests {
  private static func names(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  /// However young it is: a run goes on at once after a kill.
  @Test func whatAKilledProcessLeftGoes() throws {
    let folder = try TemporaryFolder()
    for name in [".vizbp-12-3", ".vizbp-12", ".vizbp-a-3", ".vizbp-1-2-3"] {
      try Data([1]).write(to: URL(filePath: folder.path + "/" + name))
    }
    let (file, path) = try Leftovers.make(in: FilePath(folder.path))
    let own = try #require(path.lastComponent?.string)
    try WholeFile.write([2], to: folder.path + "/a")
    #expect(
      try Self.names(folder) == [own, ".vizbp-1-2-3", ".vizbp-12", ".vizbp-a-3", "a"].sorted())
    try file.close()
  }

  /// Who takes a file for a leftover that is just made makes its writer make another.
  @Test func noFileIsLostBetweenItsMakingAndItsLock() throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    DispatchQueue.concurrentPerform(iterations: 8) { worker in
      for turn in 0..<200 {
        guard worker >= 4 else {
          Leftovers.sweep(FilePath(path))
          continue
        }
        let (bytes, file) = ([UInt8(worker), UInt8(turn)], "\(path)/\(worker)")
        do {
          try WholeFile.write(bytes, to: file)
          #expect(try WholeFile.read(file) == bytes)
        } catch { Issue.record(error) }
      }
    }
    Leftovers.sweep(FilePath(path))
    #expect(try Self.names(folder) == ["4", "5", "6", "7"])
  }
}
