import Foundation
import SystemPackage
import Testing
import VizBase
import VizTestSupport

@Suite struct WholeFileTests {
  @Test func whatIsWrittenIsRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a"
    #expect(throws: Errno.noSuchFileOrDirectory) { try WholeFile.read(path) }
    for bytes in [[], [1, 2, 3], [UInt8](repeating: 7, count: 1 << 20)] as [[UInt8]] {
      try WholeFile.write(bytes, to: path)
      #expect(try WholeFile.read(path) == bytes)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
  }

  @Test func aFileKeepsItsPermissionsAndItsLinks() throws {
    let folder = try TemporaryFolder()
    let (path, link) = (folder.path + "/a", folder.path + "/b")
    try WholeFile.write([1], to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "a")
    try WholeFile.write([2], to: link)
    #expect(try WholeFile.read(path) == [2])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "a")
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
  }

  @Test func aFailureLeavesWhatWasThere() throws {
    let folder = try TemporaryFolder()
    try WholeFile.write([1], to: folder.path + "/a")
    for (path, reason) in [
      ("/a/b", Errno.notDirectory), ("/none/b", .noSuchFileOrDirectory), ("", .isDirectory),
    ] {
      let failure = #expect(throws: WholeFile.Failure.self) {
        try WholeFile.write([2], to: folder.path + path)
      }
      #expect(failure?.reason == reason && failure?.step == .creating)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
    #expect(try WholeFile.read(folder.path + "/a") == [1])
  }

  @Test func aDeviceIsWrittenTo() throws {
    try WholeFile.write([1], to: "/dev/null")
    let failure = #expect(throws: WholeFile.Failure.self) {
      try WholeFile.write([1], to: "/dev/full")
    }
    #expect(failure?.step == .writing && failure?.reason == .noSpace)
    #expect(Errno.noSpace.words == "no space left on the device")
  }
}
