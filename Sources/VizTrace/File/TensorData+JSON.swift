import VizBase

/// A value or gradient as it was read, with what must wait until the node's `dtype` is known.
struct ReadTensor {
  var data: TensorData
  /// Where it begins.
  var offset: Int
  /// The first `true` or `false`.
  var firstBool: Int?
  /// The first element that no 64-bit integer and double both hold exactly.
  var firstInexactInteger: Int?
}

extension TensorData {
  /// Reads a file that has one value, as graph files write it: a number, nested arrays of them, or a
  /// summary. Throws ``JSONError``.
  package init(jsonData bytes: [UInt8]) throws(JSONError) {
    var scanner = JSONScanner(bytes)
    _ = scanner.next()
    guard !scanner.isAtEnd else { throw JSONError(.emptyFile, "the file is empty") }
    self = try scanner.tensor("value").data
    _ = scanner.next()
    guard scanner.isAtEnd else {
      throw scanner.failure(.syntax, "more follows after the end of the value", at: scanner.offset)
    }
  }
}

extension JSONScanner {
  /// Consumes a value or gradient: a number, nested arrays, or a summary.
  mutating func tensor(_ field: String) throws(JSONError) -> ReadTensor {
    let first = next()
    var tensor = ReadTensor(data: .scalar(0), offset: offset)
    switch first {
    case UInt8(ascii: "{"):
      tensor.data = try summarized(field)
    case UInt8(ascii: "["):
      tensor.data = try nestedElements(field, &tensor)
    default:
      tensor.data = .scalar(try element(field, &tensor))
    }
    return tensor
  }

  /// Consumes a number, or the string that stands for one that JSON lacks.
  mutating func float(_ field: String) throws(JSONError) -> Double {
    switch next() {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try double(number())
    case UInt8(ascii: "\""):
      let start = offset
      let text = try string()
      if let value = Double(standIn: text) { return value }
      throw failure(
        .wrongType, "\"\(field)\" holds the string \(text.quoted()), which is no number",
        at: start, hint: "the strings that stand for numbers are \(Self.standIns)")
    case UInt8(ascii: "N"), UInt8(ascii: "I"): throw unexpectedValue("a number")
    default: throw mismatch(field, mustBe: "a number")
    }
  }

  static let standIns = #""NaN", "Infinity" and "-Infinity""#

  private mutating func element(
    _ field: String, _ tensor: inout ReadTensor
  ) throws(JSONError) -> Double {
    let first = next()
    let start = offset
    switch first {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let number = try number()
      let value = try double(number)
      if tensor.firstInexactInteger == nil, !isExactInteger(number, value) {
        tensor.firstInexactInteger = start
      }
      return value
    case UInt8(ascii: "t"), UInt8(ascii: "f"):
      tensor.firstBool = tensor.firstBool ?? start
      return try bool() ? 1 : 0
    case UInt8(ascii: "\""):
      tensor.firstInexactInteger = tensor.firstInexactInteger ?? start
      return try float(field)
    case UInt8(ascii: "N"), UInt8(ascii: "I"):
      throw unexpectedValue("a number")
    default:
      throw mismatch(field, mustBe: "a number, nested arrays of numbers, or a summary")
    }
  }

  // MARK: Nested arrays

  /// Consumes nested arrays, whose extents it infers; an axis that nothing fills ends the shape.
  private mutating func nestedElements(
    _ field: String, _ tensor: inout ReadTensor
  ) throws(JSONError) -> TensorData {
    var elements: [Double] = []
    var shape: [Int?] = []
    var open: [(start: Int, count: Int)] = []
    /// The number of arrays around each element, once one is known.
    var elementDepth: Int?
    while true {
      let isArray = next() == UInt8(ascii: "[")
      if isArray {
        guard open.count < elementDepth ?? .max else {
          throw ragged(field, "an array stands where a number stood before", at: offset)
        }
        if open.count == shape.count { shape.append(nil) }
        open.append((offset, 0))
        if try beginArray() { continue }
      } else {
        let start = offset
        elements.append(try element(field, &tensor))
        guard open.count == elementDepth ?? shape.count else {
          throw ragged(field, "a number stands where an array stood before", at: start)
        }
        elementDepth = open.count
        open[open.count - 1].count += 1
        if try moreElements() { continue }
      }
      // An array has ended, and with it perhaps the one around it.
      while let (start, count) = open.popLast() {
        if let extent = shape[open.count], extent != count {
          throw ragged(
            field, "a row has the length \(count), an earlier one \(extent)", at: start)
        }
        shape[open.count] = count
        guard !open.isEmpty else {
          return .elements(elements, shape: shape.map { $0 ?? 0 })
        }
        open[open.count - 1].count += 1
        if try moreElements() { break }
      }
    }
  }

  private func ragged(_ field: String, _ why: String, at offset: Int) -> JSONError {
    failure(.raggedArray, "\"\(field)\" is ragged: \(why)", at: offset)
  }
}

extension Double {
  /// The number that JSON lacks and that a string stands for.
  init?(standIn text: String) {
    switch text {
    case "NaN": self = .nan
    case "Infinity": self = .infinity
    case "-Infinity": self = -.infinity
    default: return nil
    }
  }
}

extension TensorData {
  /// The same elements in a shape that nested arrays cannot tell from this one.
  ///
  /// Nested arrays end at the first axis of extent zero: `[[], []]` is what `[2, 0]` and
  /// `[2, 0, 5]` look like.
  func restoringEmptyAxes(of stated: [Dimension]?) -> TensorData {
    guard case .elements(let elements, let shape) = self, let stated, elements.isEmpty,
      shape.last == 0, Array(stated.prefix(shape.count)).admits(shape),
      let rest = Array(stated.dropFirst(shape.count)).extents
    else { return self }
    return .elements(elements, shape: shape + rest)
  }

  /// Whether nested arrays alone say what the shape is.
  var showsItsShape: Bool {
    guard let shape, let zero = shape.firstIndex(of: 0) else { return true }
    return zero == shape.count - 1
  }

  func write(to writer: inout JSONWriter, dtype: DType? = nil) {
    switch self {
    case .summary(let summary):
      writer.open("{")
      writer.key("summary")
      summary.write(to: &writer)
      writer.fields(summary.siblingFields, known: ["summary"])
      writer.close("}")
    case .elements(let elements, let shape):
      if shape.isEmpty, let value = elements.first, elements.count == 1 {
        writer.element(value, dtype)
      } else if shape.elementCount == elements.count {
        writer.nested(elements, shape, dtype)
      } else {
        // What does not fit its shape is written flat, for the reader to refuse.
        writer.nested(elements, [elements.count], dtype)
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func element(_ value: Double, _ dtype: DType?) {
    if dtype == .bool, value == 1 || value == 0 && value.sign == .plus {
      bool(value == 1)
    } else if dtype?.isWhole == true, value != 0, let integer = Int(exactly: value) {
      self.integer(integer)
    } else {
      number(value)
    }
  }

  fileprivate mutating func nested(_ elements: [Double], _ shape: [Int], _ dtype: DType?) {
    var next = elements.makeIterator()
    nest(&next, shape[...], dtype)
  }

  private mutating func nest(
    _ elements: inout IndexingIterator<[Double]>, _ shape: ArraySlice<Int>, _ dtype: DType?
  ) {
    open("[")
    for _ in 0..<(shape.first ?? 0) {
      next()
      if shape.count > 1 {
        nest(&elements, shape.dropFirst(), dtype)
      } else if let element = elements.next() {
        self.element(element, dtype)
      }
    }
    close("]")
  }
}

extension [Int] {
  /// The product of the extents; nil where one is negative or the product overflows.
  var elementCount: Int? {
    guard allSatisfy({ $0 >= 0 }) else { return nil }
    if contains(0) { return 0 }
    var count = 1
    for extent in self {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      guard !overflows else { return nil }
      count = product
    }
    return count
  }
}
