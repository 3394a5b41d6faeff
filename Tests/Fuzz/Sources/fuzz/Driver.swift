import Foundation
import VizBP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Throws damaged inputs at a target, drawn by a seed.
struct Driver {
  var seed: UInt64 = 1
  /// How long it goes on, in seconds; for ever where neither this nor a count is said.
  var seconds: Double?
  var cases: Int?
  /// Where each input is written before the target takes it, so that one which ends the process is
  /// kept.
  var current: String?
  /// Files and folders of sound inputs.
  var paths: [String] = []

  /// The longest that a case may take, in seconds: far more than any needs on a busy machine.
  private static let longest: UInt32 = 60

  /// - Parameter arguments: `--seed N`, `--seconds N`, `--cases N`, `--current FILE`, then paths.
  init(_ arguments: [String]) {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        paths.append(word)
        continue
      }
      let value = rest.popFirst() ?? ""
      switch word {
      case "--seed": seed = UInt64(value) ?? seed
      case "--seconds": seconds = Double(value)
      case "--cases": cases = Int(value)
      case "--current": current = value
      default: usage("there is no option \(word)")
      }
    }
  }

  /// First the inputs as they are, then damaged ones.
  func run(_ target: Target) throws {
    let sources = try Corpus.inputs(in: paths)
    guard !sources.isEmpty else { usage("there are no inputs in \(paths.joined(separator: ", "))") }
    let file = current.map { open($0, O_WRONLY | O_CREAT | O_TRUNC, 0o644) } ?? -1
    let clock = ContinuousClock()
    let start = clock.now
    var mutator = Mutator(random: SplitMix64(seed: seed), sources: sources)
    var (count, most) = (0, (bytes: 0, input: 0))
    func take(_ input: [UInt8]) {
      if file >= 0 {
        _ = ftruncate(file, 0)
        _ = pwrite(file, input, input.count, 0)
      }
      alarm(Self.longest)
      let bytes = target.run(input)
      alarm(0)
      if bytes > most.bytes { most = (bytes, input.count) }
      count += 1
    }
    for input in sources { take(input) }
    while count < cases ?? .max, (clock.now - start) / .seconds(1) < seconds ?? .infinity {
      take(mutator.damaged(sources[mutator.below(sources.count)], target.form))
    }
    let time = max((clock.now - start) / .seconds(1), 1e-9)
    let rate = Int((Double(count) / time).rounded())
    print(
      "fuzz: \(target.name): seed \(seed), \(count) cases, \(rate) a second; at most "
        + "\(most.bytes >> 10) kB asked for, by \(most.input) bytes")
    exit(0)
  }
}

/// Ends with what is wrong on the command line.
func usage(_ words: String) -> Never {
  FileHandle.standardError.write(Data("fuzz: \(words)\n".utf8))
  exit(64)
}
