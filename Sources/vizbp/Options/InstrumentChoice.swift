import ArgumentParser
import VizBP

/// What a training measures beside its steps, as `--instruments` says it.
struct InstrumentChoice: ExpressibleByArgument {
  let instruments: [any Instrument]

  /// Nil for a name that is no instrument's.
  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.filter { $0 != " " } }
    let known = Instruments.all.filter { kind in
      names.contains("all") || names.contains(kind.about.name)
    }
    guard names.allSatisfy({ $0 == "all" || Instruments.names.contains($0) }) else { return nil }
    instruments = known.map { $0.init() }
  }

  static var allValueStrings: [String] { Instruments.names + ["all"] }

  /// What each measures, and what that costs.
  static var discussion: String {
    Instruments.all.map { kind in
      "\(kind.about.name): \(kind.about.summary); \(kind.about.cost) (\(kind.about.source))"
    }.joined(separator: ". ") + "."
  }
}
