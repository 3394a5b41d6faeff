import Dispatch
import Synchronization
import Testing

@testable import VizDiagram

@Suite struct LayoutThreadTests {
  @Test("what is asked for at once runs one after another, in its order")
  func order() async {
    let thread = LayoutThread()
    let seen = Mutex<[Int]>([])
    await withCheckedContinuation { continuation in
      for index in 0..<200 {
        let isTaken = thread.run {
          seen.withLock { $0.append(index) }
          if index == 199 { continuation.resume() }
        }
        #expect(isTaken)
      }
    }
    #expect(seen.withLock { $0 } == Array(0..<200))
  }

  @Test("a thread that waits for nothing is begun anew for each layout")
  func impatience() async {
    let thread = LayoutThread(patience: .seconds(0))
    for index in 0..<100 {
      let answer = await withCheckedContinuation { continuation in
        #expect(thread.run { continuation.resume(returning: index) })
      }
      #expect(answer == index)
    }
  }
}
