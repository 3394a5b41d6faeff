import Testing
import VizStatistics

/// `VIZBP_VECTORS` says how wide the vectors are that the program uses.
@Suite struct VectorsTests {
  @Test func anotherWordIsRefused() async throws {
    let outcome = try await inFolder {
      try await shell("VIZBP_VECTORS=wide $vizbp eval x x=1", in: $0)
    }
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(
      outcome.errors == "error: VIZBP_VECTORS: it must be one of plain, avx2, avx512\n")
  }

  @Test(.enabled(if: VectorWidth.widest < .avx512)) func whatTheMachineLacksIsRefused() async throws
  {
    let outcome = try await inFolder {
      try await shell("VIZBP_VECTORS=avx512 $vizbp eval x x=1", in: $0)
    }
    #expect(outcome.status == 64)
    #expect(
      outcome.errors
        == "error: VIZBP_VECTORS: this machine has no vectors wider than \(VectorWidth.widest)\n")
  }

  @Test func everyWidthOfTheMachineIsTaken() async throws {
    for width in VectorWidth.allCases where width <= VectorWidth.widest {
      let outcome = try await inFolder {
        try await shell("VIZBP_VECTORS=\(width) $vizbp eval 'exp(x)' x=1", in: $0)
      }
      #expect(outcome.status == 0 && outcome.errors == "")
      #expect(outcome.output.contains("2.718"))
    }
  }

  /// One tensor has one statistic: what a training records is the same with AVX2 alone.
  @Test(.enabled(if: VectorWidth.widest == .avx512))
  func recordsDoNotDependOnTheWidth() async throws {
    try await inFolder { folder in
      let settings =
        "train --dataset moons --layers 16,16 --steps 40 --seed 3 --batch 48 --capture 'every 3'"
        + " --quiet"
      for width in [VectorWidth.avx2, .avx512] {
        let outcome = try await shell(
          """
          VIZBP_VECTORS=\(width) $vizbp \(settings) --out \(width)/run &&
          $vizbp render \(width)/run --step 36 -o \(width).svg
          """, in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      #expect(try folder.bytes("avx2/run/graph.json") == folder.bytes("avx512/run/graph.json"))
      #expect(try folder.bytes("avx2.svg") == folder.bytes("avx512.svg"))
    }
  }
}
