import Foundation
import Synchronization
import Testing

@testable import VizDrawing

@Suite struct PictureDeterminismTests {
  @Sendable static func files() throws -> [[UInt8]] {
    let picture = Samples.rich()
    return [
      try picture.png(), try picture.png(scale: 2), try picture.pdf(),
      Array(try picture.svg().utf8), Array(try picture.svg(embedFont: true).utf8),
      Array(try picture.svg(text: .outlines).utf8), try picture.tex(),
      try Animation([picture]).gif(), try Animation([picture]).webp(),
    ]
  }

  @Test func tenTimesTheSameBytes() throws {
    let first = try Self.files()
    for _ in 0..<10 { #expect(try Self.files() == first) }
  }

  @Test func theSameBytesFromEightThreads() async throws {
    let expected = try Self.files()
    let results = Mutex<[[[UInt8]]?]>([])
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      for _ in 0..<8 {
        Thread.detachNewThread {
          let files = try? Self.files()
          let count = results.withLock {
            $0.append(files)
            return $0.count
          }
          if count == 8 { done.resume() }
        }
      }
    }
    for files in results.withLock({ $0 }) { #expect(files == expected) }
  }
}
