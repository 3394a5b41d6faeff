import Testing

@testable import VizPlot

@Suite struct ScaleMapTests {
  @Test func endsAreZeroAndOne() {
    for kind in [Scale.Kind.linear, .log, .symlog(0.5), .time] {
      for (first, last) in [(1.0, 1000.0), (1000, 1), (0.001, 0.5)] {
        let map = ScaleMap(kind, first: first, last: last)
        #expect(abs(map.share(first)) < 1e-12 && abs(map.share(last) - 1) < 1e-12)
      }
    }
  }

  @Test func decadesAreEquallyLong() {
    let map = ScaleMap(.log, first: 0.01, last: 100)
    for (value, share) in [(0.1, 0.25), (1, 0.5), (10, 0.75)] {
      #expect(abs(map.share(value) - share) < 1e-12)
    }
    #expect(map.share(0).isNaN && map.share(-1).isNaN)
  }

  @Test func symlogIsOdd() {
    let map = ScaleMap(.symlog(1), first: -1000, last: 1000)
    #expect(abs(map.share(0) - 0.5) < 1e-12)
    for value in [0.1, 1, 30, 1e308] {
      #expect(abs(map.share(value) + map.share(-value) - 1) < 1e-9)
    }
  }

  @Test func namesHaveEqualPlaces() {
    let map = ScaleMap(.band(["a", "b", "c", "d"]), first: 0, last: 3)
    #expect([0, 1, 2, 3].map(map.share) == [0.125, 0.375, 0.625, 0.875])
  }

  @Test(arguments: [
    (-1.7e308, 1.7e308), (0, Double.leastNonzeroMagnitude), (5, 5), (0, 0), (1, 1.0.nextUp),
    (.nan, 1), (.infinity, -.infinity),
  ])
  func extremesHavePlaces(first: Double, last: Double) {
    for kind in [Scale.Kind.linear, .log, .symlog(1), .symlog(1e-300), .time] {
      let map = ScaleMap(kind, first: first, last: last)
      #expect(map.first.isFinite && map.last.isFinite && map.first != map.last)
      #expect(map.share(map.first) == 0)
      #expect(abs(map.share(map.last) - 1) < 1e-9)
      let middle = map.first / 2 + map.last / 2
      #expect((0...1).contains(map.share(middle)) || kind == .log)
    }
  }
}
