import VizBase

extension JSONScanner {
  /// Consumes `{"summary": {…}}`; fields beside it are kept.
  mutating func summarized(_ field: String) throws(JSONError) -> TensorData {
    let start = offset
    var summary: TensorSummary?
    var siblings = JSONObject()
    var more = try beginObject()
    while more {
      _ = next()
      let keyOffset = offset
      let key = try key()
      if key == "summary" {
        guard summary == nil else { throw repeated(key, at: keyOffset) }
        summary = try self.summary()
      } else if !siblings.append(key, try value()) {
        throw repeated(key, at: keyOffset)
      }
      more = try moreFields()
    }
    guard var summary else {
      throw failure(
        .missingField, "\"\(field)\" is an object without \"summary\"", at: start,
        hint: "give a number, nested arrays, or {\"summary\": {…}}")
    }
    summary.siblingFields = siblings
    return .summary(summary)
  }

  mutating func summary() throws(JSONError) -> TensorSummary {
    guard next() == UInt8(ascii: "{") else { throw mismatch("summary", mustBe: "an object") }
    let start = offset
    var summary = TensorSummary(count: 0, mean: 0, std: 0, min: 0, max: 0, norm: 0)
    var missing = TensorSummary.requiredFields
    var seen: Set<String> = []
    var more = try beginObject()
    while more {
      _ = next()
      let keyOffset = offset
      let key = try key()
      guard seen.insert(key).inserted else { throw repeated(key, at: keyOffset) }
      missing.removeAll { $0 == key }
      switch key {
      case "count": summary.count = try count(key)
      case "mean": summary.mean = try float(key)
      case "std": summary.std = try float(key)
      case "min": summary.min = try float(key)
      case "max": summary.max = try float(key)
      case "norm": summary.norm = try float(key)
      case "zeros": summary.zeros = try count(key)
      case "nan": summary.nan = try count(key)
      case "inf": summary.inf = try count(key)
      case "histogram":
        if next() == UInt8(ascii: "n") {
          try null()
        } else {
          (summary.histogram, summary.histogramFields) = try histogram()
        }
      default: summary.unknownFields[key] = try value()
      }
      more = try moreFields()
    }
    guard missing.isEmpty else {
      let names = missing.map { "\"\($0)\"" }.joined(separator: ", ")
      throw failure(.missingField, "the summary lacks \(names)", at: start)
    }
    if let fault = summary.fault { throw failure(.invalidSummary, fault, at: start) }
    return summary
  }

  mutating func histogram() throws(JSONError) -> (Histogram, unknownFields: JSONObject) {
    guard next() == UInt8(ascii: "{") else { throw mismatch("histogram", mustBe: "an object") }
    let start = offset
    var edges: [Double]?
    var counts: [Int]?
    var unknown = JSONObject()
    var more = try beginObject()
    while more {
      _ = next()
      let keyOffset = offset
      let key = try key()
      switch key {
      case "edges" where edges == nil:
        edges = []
        var more = try beginArray(key, of: "numbers")
        while more {
          edges?.append(try float(key))
          more = try moreElements()
        }
      case "counts" where counts == nil:
        counts = []
        var more = try beginArray(key, of: "whole numbers")
        while more {
          counts?.append(try count(key))
          more = try moreElements()
        }
      case "edges", "counts": throw repeated(key, at: keyOffset)
      default:
        guard unknown.append(key, try value()) else { throw repeated(key, at: keyOffset) }
      }
      more = try moreFields()
    }
    guard let edges, let counts else {
      let name = edges == nil ? "edges" : "counts"
      throw failure(.missingField, "the histogram lacks \"\(name)\"", at: start)
    }
    let histogram = Histogram(edges: edges, counts: counts)
    if let fault = histogram.fault { throw failure(.invalidSummary, fault, at: start) }
    return (histogram, unknown)
  }

  /// Consumes the opening bracket of an array that must stand here.
  mutating func beginArray(_ field: String, of elements: String) throws(JSONError) -> Bool {
    guard next() == UInt8(ascii: "[") else {
      throw mismatch(field, mustBe: "an array of \(elements)")
    }
    return try beginArray()
  }

  /// Consumes a whole number that is not negative.
  mutating func count(_ field: String) throws(JSONError) -> Int {
    let first = next()
    let start = offset
    guard first == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= first else {
      throw mismatch(field, mustBe: "a whole number")
    }
    let count = try integer(number(), field: field)
    guard count >= 0 else {
      throw failure(.wrongType, "\"\(field)\" must not be negative", at: start)
    }
    return count
  }
}

extension TensorSummary {
  static let requiredFields = [
    "count", "mean", "std", "min", "max", "norm", "zeros", "nan", "inf",
  ]

  /// What is wrong with the summary.
  var fault: String? { statistics.fault }

  func write(to writer: inout JSONWriter) {
    writer.open("{")
    writer.key("count")
    let known = statistics
    writer.integer(known.count)
    for (key, value) in [
      ("mean", known.mean), ("std", known.std), ("min", known.min), ("max", known.max),
      ("norm", known.norm),
    ] {
      writer.key(key)
      writer.number(value)
    }
    for (key, value) in [("zeros", known.zeros), ("nan", known.nan), ("inf", known.inf)] {
      writer.key(key)
      writer.integer(value)
    }
    if let histogram = known.histogram {
      writer.key("histogram")
      histogram.write(to: &writer, histogramFields)
    }
    writer.fields(unknownFields, known: Self.requiredFields + ["histogram"])
    writer.close("}")
  }
}

extension Statistics {
  /// What is wrong with the counts, or with the histogram.
  fileprivate var fault: String? {
    let parts = [zeros, nan, inf]
    guard count >= 0, parts.allSatisfy({ 0...count ~= $0 }), zeros <= count - nan,
      inf <= count - nan - zeros
    else { return "the summary counts more zeros, NaNs and infinities than elements" }
    return histogram?.fault
  }
}

extension Histogram {
  /// What is wrong with the histogram.
  var fault: String? {
    guard edges.count == counts.count + 1 else {
      return "a histogram of \(edges.count) edges must have \(max(edges.count - 1, 0)) counts, "
        + "not \(counts.count)"
    }
    for (index, (low, high)) in zip(edges, edges.dropFirst()).enumerated() where !(low < high) {
      return "the histogram's edges do not ascend: edge \(index + 2) is "
        + "\(high.asWritten), after \(low.asWritten)"
    }
    if edges.contains(where: \.isNaN) { return "an edge of the histogram is NaN" }
    return counts.allSatisfy { $0 >= 0 } ? nil : "a count of the histogram is negative"
  }

  func write(to writer: inout JSONWriter, _ unknownFields: JSONObject = [:]) {
    writer.open("{")
    writer.key("edges")
    writer.numbers(edges)
    writer.key("counts")
    writer.integers(counts)
    writer.fields(unknownFields, known: ["edges", "counts"])
    writer.close("}")
  }
}
