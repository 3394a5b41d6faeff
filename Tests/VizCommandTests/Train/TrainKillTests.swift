import Foundation
import Testing
import VizBP
import VizTensor

/// Killed at any moment, a run opens, has all that its checkpoint builds on, and goes on as if
/// nothing had happened. `VIZBP_KILLS` says how often.
@Suite struct TrainKillTests {
  private static let kills =
    ProcessInfo.processInfo.environment["VIZBP_KILLS"].flatMap { Int($0) } ?? 20
  private static let killsOfARun = 10
  private static let plain = KilledTraining(
    "--dataset moons --examples 40 --layers 4 --dropout 0.1 --batch 16", evaluate: 50)

  @Test(.timeLimit(.minutes(60)))
  func aKilledRunOpensAndGoesOn() async throws {
    var random = SplitMix64(seed: 11)
    var killed = 0
    while killed < Self.kills {
      try await inFolder { folder in
        let kills = min(Self.killsOfARun, Self.kills - killed)
        try await Self.plain.test(
          afterKilling: kills, in: folder,
          waiting: { Double(Int.random(in: 10...900, using: &random)) / 1000 })
        killed += kills
      }
    }
  }

  /// Networks of any layers, with what they keep between steps, and tasks of sequences.
  @Test(.timeLimit(.minutes(60)), arguments: KilledTraining.networks)
  func aRunOfAnyNetworkGoesOn(_ training: KilledTraining) async throws {
    try await inFolder { folder in
      for (name, text) in training.files { try folder.write(text, to: name) }
      var waits = [0.9, 0.5, 1.4].makeIterator()
      try await training.test(afterKilling: 3, in: folder) { waits.next() ?? 1 }
    }
  }
}
