public import VizTensor

/// An array in the format of the MNIST files: two zero bytes, the type, the rank, the extents, and
/// the numbers, all big-endian; gzip or plain.
///
/// LeCun, Cortes and Burges, "The MNIST Database of Handwritten Digits", 1998.
public struct IDXFile: Sendable, Equatable {
  /// The type of the numbers.
  public enum Element: UInt8, Sendable {
    /// Whole numbers from 0 to 255.
    case unsignedByte = 0x08
    /// Whole numbers from -128 to 127.
    case signedByte = 0x09
    /// Whole numbers of 16 bits.
    case short = 0x0b
    /// Whole numbers of 32 bits.
    case int = 0x0c
    /// Numbers of 32 bits.
    case float = 0x0d
    /// Numbers of 64 bits.
    case double = 0x0e

    var size: Int {
      switch self {
      case .unsignedByte, .signedByte: 1
      case .short: 2
      case .int, .float: 4
      case .double: 8
      }
    }
  }

  /// The type of the numbers, which the third byte of the file says.
  public let element: Element
  /// The extents of the array, as the header gives them; of images `[images, rows, columns]`.
  public let shape: Shape
  /// The numbers as they stand in the file.
  let content: [UInt8]

  /// Reads a file's bytes; throws ``NeuralError`` that names the file.
  ///
  /// The size that the header claims is held against the file's before memory is taken for it.
  public init(_ bytes: [UInt8], name: String) throws {
    func refuse(_ reason: String) -> NeuralError { .dataset(name, reason: reason) }
    let isCompressed = Gzip.isGzip(bytes)
    func plain(_ limit: Int) throws -> (bytes: ArraySlice<UInt8>, isAll: Bool) {
      guard isCompressed else { return (bytes.prefix(limit), bytes.count <= limit) }
      do {
        let (inflated, isAll) = try Gzip.inflate(bytes, limit: limit)
        return (inflated[...], isAll)
      } catch {
        throw refuse(error.reason)
      }
    }

    // The rank is at most 255.
    let header = Array(try plain(4 + 4 * 255).bytes)
    guard header.count >= 4, header[0] == 0, header[1] == 0 else {
      throw refuse("it is no IDX file: it does not begin with two zero bytes")
    }
    guard let element = Element(rawValue: header[2]) else {
      throw refuse(
        "it is no IDX file: there is no type of numbers 0x\(String(header[2], radix: 16))")
    }
    let start = 4 + 4 * Int(header[3])
    guard header.count >= start else { throw refuse("it ends within the header") }
    let extents = stride(from: 4, to: start, by: 4).map { Int(Self.word(header[$0..<$0 + 4])) }
    do {
      shape = try Shape(extents)
    } catch {
      throw refuse(error.reason)
    }
    // No overflow: shapes have few enough elements.
    let size = shape.elementCount * element.size
    let most = isCompressed ? bytes.count.multipliedReportingOverflow(by: Gzip.greatestRatio) : nil
    guard size <= (most.map { $0.overflow ? Int.max : $0.partialValue } ?? bytes.count - start)
    else {
      throw refuse(
        "its header promises \(shape), \(size) bytes, and the file is too short for that")
    }
    // One byte more would show that there is more than promised.
    let all = try plain(start + size + 1)
    guard all.bytes.count >= start + size else {
      throw refuse(
        "its header promises \(shape), \(size) bytes, and \(all.bytes.count - start) follow")
    }
    guard all.isAll, all.bytes.count == start + size else {
      throw refuse("its header promises \(shape), \(size) bytes, and more follow")
    }
    self.element = element
    content = Array(all.bytes.dropFirst(start))
  }

  /// The numbers; bytes are from 0 to 255.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func tensor<Scalar: TensorScalar>(as _: Scalar.Type = Scalar.self) throws -> Tensor<Scalar>
  {
    let size = element.size
    let numbers: [Scalar] =
      switch element {
      case .unsignedByte: content.map { Scalar(Int($0)) }
      case .signedByte: content.map { Scalar(Int(Int8(bitPattern: $0))) }
      default:
        stride(from: 0, to: content.count, by: size).map {
          let bits = Self.word(content[$0..<$0 + size])
          return switch element {
          case .short: Scalar(Int(Int16(truncatingIfNeeded: bits)))
          case .int: Scalar(Int(Int32(truncatingIfNeeded: bits)))
          case .float: Scalar(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
          default: Scalar(Double(bitPattern: bits))
          }
        }
      }
    return try Tensor(numbers, shape: shape)
  }

  /// The numbers as they are, big-endian.
  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension Dataset {
  /// Images and their labels, from two files; pixels are brought from 0…255 to 0…1, and images get
  /// an axis of one channel: `[examples, 1, rows, columns]`.
  ///
  /// Throws ``NeuralError`` where the files do not belong together.
  public init(images: IDXFile, labels: IDXFile, name: String) throws {
    guard images.shape.rank == 3, let count = images.shape.extents.first, labels.shape.rank == 1,
      labels.shape.elementCount == count
    else {
      throw NeuralError.dataset(
        name,
        reason: "images are [examples, rows, columns] and labels [examples], "
          + "and these are \(images.shape) and \(labels.shape)")
    }
    let numbers = try labels.tensor(as: Double.self)
    let positions = try numbers.positions(
      below: 1000, op: name, noun: "label", of: labels.shape)
    let pixels = try images.tensor(as: Scalar.self)
    let scale: Scalar = images.element == .unsignedByte ? Scalar(255) : 1
    let extents = [count, 1] + images.shape.extents.dropFirst()
    try self.init(
      name: name, inputs: (pixels / Tensor(scale)).reshaped(to: Shape(extents)),
      targets: .labels(positions),
      classes: (0...(positions.max() ?? 0)).map(String.init))
  }
}
