import CFuzzAllocations
import Foundation
import VizBP

/// What is fuzzed: a reader of the library, and all that is done with what it has read.
struct Target {
  /// What it is called on the command line, and the folder of its inputs in `corpus/`.
  var name: String
  /// What its inputs are made of, which says how they are damaged.
  var form: Form
  /// A case may ask for so many bytes in all, and for so many more for each byte of its input,
  /// whether it frees them or not.
  var allowance: (bytes: Int, perByte: Int)
  /// Reads an input, and throws a `Problem` where it is none.
  var take: ([UInt8]) throws -> Void

  /// What an input is made of.
  indirect enum Form {
    /// Text, or bytes without a structure.
    case bytes
    case json
    /// A message of protocol buffers.
    case message
    /// An event file.
    case records
    /// The name of a file, a line feed, and what stands in it.
    case named((_ name: String) -> Form)
  }

  /// Every target, by its name.
  static var makers: [(name: String, make: () async throws -> Target)] {
    [
      ("graph", graph), ("expression", expression), ("csv", csv), ("jsonl", jsonl),
      ("events", events), ("run", run), ("idx", idx), ("toml", toml), ("onnx", onnx),
      ("template", template),
    ]
  }

  /// Has the target take an input; a fault ends the process, so that what found it is kept.
  ///
  /// - Returns: How many bytes were asked for.
  @discardableResult
  func run(_ input: [UInt8]) -> Int {
    let before = viz_allocated_bytes()
    do {
      try take(input)
    } catch {
      expectWords(error)
    }
    let bytes = Int(viz_allocated_bytes() - before)
    if bytes > allowance.bytes + allowance.perByte * input.count {
      fault("\(bytes >> 20) MB were asked for by \(input.count) bytes")
    }
    return bytes
  }

  /// Whatever is wrong with an input is said in a line.
  private func expectWords(_ error: any Error) {
    guard let problem = error as? any Problem else {
      // The program has words of its own for what a setting of a training should be.
      if error is DecodingError { return }
      fault("an error that is no problem: \(error)")
    }
    let message = problem.message
    guard !message.isEmpty, message.count < 2000,
      message.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
    else { fault("a message that is no line: \(message.debugDescription)") }
  }
}

/// Says what is wrong and ends the process as a trap does.
func fault(_ words: String) -> Never {
  FileHandle.standardError.write(Data("fuzz: fault: \(words)\n".utf8))
  abort()
}
