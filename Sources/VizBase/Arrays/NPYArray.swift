/// A file of NumPy's `save`: one array of numbers, of versions 1 to 3 of its format.
///
/// Read are booleans, whole numbers of 8 to 64 bits, and floating-point numbers of 16 to 64, in
/// either order of bytes, by rows or by columns.
package struct NPYArray: Sendable, Equatable {
  /// The extents of its axes; none for a single number.
  package var shape: [Int]
  /// Its numbers, row by row.
  package var elements: [Double]

  /// What such a file begins with.
  package static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// More numbers are refused before there is room for them.
  package static let mostElements = 1 << 27

  /// Reads the bytes of a file; throws ``NPYError`` where they are none, or hold something else than
  /// numbers that double precision has.
  package init(_ bytes: [UInt8]) throws(NPYError) {
    let header = try NPYHeader(bytes)
    var count = 1
    for extent in header.shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      guard !overflows, product <= Self.mostElements else {
        throw NPYError(
          "an array of shape \(header.shape) is too large: at most \(Self.mostElements) numbers "
            + "are read")
      }
      count = product
    }
    let stored = bytes.count - header.end
    guard stored == count * header.type.size else {
      throw NPYError(
        "an array of shape \(header.shape) and type \(header.typeName.quoted(limit: 20)) has "
          + "\(count * header.type.size) bytes of numbers, and \(stored) follow its header",
        at: header.end)
    }
    shape = header.shape
    elements = []
    elements.reserveCapacity(count)
    for index in 0..<count {
      let start = header.end + index * header.type.size
      guard let number = header.type.number(in: bytes, at: start) else {
        throw NPYError("this whole number is beyond 2^53, and double precision lacks it", at: start)
      }
      elements.append(number)
    }
    if header.isFortranOrder { elements = Self.rowByRow(elements, shape) }
  }

  /// The elements of an array whose first index runs fastest, so that its last one does.
  private static func rowByRow(_ elements: [Double], _ shape: [Int]) -> [Double] {
    guard shape.count > 1, !elements.isEmpty else { return elements }
    var strides = [1]
    for extent in shape.dropLast() { strides.append(strides[strides.count - 1] * extent) }
    var index = [Int](repeating: 0, count: shape.count)
    var offset = 0
    return elements.indices.map { _ in
      let element = elements[offset]
      for axis in shape.indices.reversed() {
        index[axis] += 1
        offset += strides[axis]
        if index[axis] < shape[axis] { break }
        offset -= strides[axis] * shape[axis]
        index[axis] = 0
      }
      return element
    }
  }
}

/// Why a file is no array of numbers as NumPy saves it.
package struct NPYError: Problem {
  package enum Kind: ProblemKind { case notAnArray }

  package var kind: Kind { .notAnArray }
  package var message: String

  init(_ message: String, at offset: Int? = nil) {
    self.message = (offset.map { "byte \($0 + 1): " } ?? "") + message
  }
}
