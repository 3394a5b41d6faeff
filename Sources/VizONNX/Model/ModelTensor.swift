import Foundation
import VizBase
import VizTensor
import VizTrace

/// A tensor of a model's file as numbers.
struct ModelTensor: Sendable {
  var type: ElementType
  var tensor: Tensor<Double>

  /// Reads a tensor; what is stored outside of the model is looked for in `folder`.
  ///
  /// - Throws: ``ONNXError`` where type, extents and stored bytes do not agree.
  init(_ proto: ONNXTensorProto, in folder: String?) throws {
    let name = proto.name.quoted(limit: 60)
    guard let type = ElementType(rawValue: proto.dataType) else {
      throw ONNXError(.damaged, "the tensor \(name) has the unknown type \(proto.dataType)")
    }
    self.type = type
    guard let bits = type.bits else {
      throw ONNXError(.unsupported, "the tensor \(name) holds \(type.dtype.rawValue)")
    }
    let isOutside = proto.dataLocation == 1
    let bytes =
      isOutside
      ? try ExternalData(proto.externalData, of: name).bytes(in: folder) : [UInt8](proto.rawData)
    // A file may have as many elements as it has bytes, or numbers in its lists.
    let stored = [
      bytes.count, proto.floatData.count, proto.doubleData.count, proto.int64Data.count,
      proto.uint64Data.count, proto.int32Data.count,
    ].reduce(0, max)
    let shape: Shape
    do {
      shape = try Shape.allowing(stored) { try Shape(proto.dims.map { Int(clamping: $0) }) }
    } catch let error as ShapeError {
      throw ONNXError(.damaged, "the tensor \(name): \(error.reason)")
    }
    if isOutside || !bytes.isEmpty || shape.elementCount == 0 {
      tensor = try Self.raw(bytes, bits, type, shape, name)
    } else {
      let numbers = Self.typed(proto, type, count: shape.elementCount)
      guard numbers.count == shape.elementCount else {
        throw ONNXError(
          .damaged, "the tensor \(name) of shape \(shape) has \(numbers.count) elements stored")
      }
      tensor = try Tensor(numbers, shape: shape)
    }
  }

  private static func raw(
    _ bytes: [UInt8], _ bits: Int, _ type: ElementType, _ shape: Shape, _ name: String
  ) throws -> Tensor<Double> {
    let needed = (shape.elementCount * bits + 7) / 8
    guard bytes.count == needed else {
      throw ONNXError(
        .damaged,
        "the tensor \(name) of shape \(shape) needs \(needed) bytes, and \(bytes.count) are stored")
    }
    let numbers: [Double] =
      if type == .float {
        // Most tensors are such, and large.
        bytes.withUnsafeBytes { bytes in
          (0..<shape.elementCount).map { index in
            let word = bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
            return Double(Float(bitPattern: UInt32(littleEndian: word)))
          }
        }
      } else if bits < 8 {
        (0..<shape.elementCount).map { index in
          let byte = UInt64(bytes[index * bits / 8])
          return type.number(byte >> UInt64(index * bits % 8) & (1 << UInt64(bits) - 1))
        }
      } else {
        bytes.withUnsafeBytes { bytes in
          (0..<shape.elementCount).map {
            type.number(Self.word(bytes, at: $0 * bits / 8, bits / 8))
          }
        }
      }
    return try Tensor(numbers, shape: shape)
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, at start: Int, _ size: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in (start..<start + size).reversed() { word = word << 8 | UInt64(bytes[index]) }
    return word
  }

  /// Numbers in the fields that have types; those of 4 bits are two in an entry.
  private static func typed(
    _ proto: ONNXTensorProto, _ type: ElementType, count: Int
  ) -> [Double] {
    switch type {
    case .float: return proto.floatData.map { Double($0) }
    case .double: return proto.doubleData
    case .int64: return proto.int64Data.map { Double($0) }
    case .uint32, .uint64: return proto.uint64Data.map { Double($0) }
    case .int32, .int16, .int8: return proto.int32Data.map { Double($0) }
    default:
      let words = proto.int32Data.map { UInt64(UInt32(bitPattern: $0)) }
      guard let bits = type.bits, bits < 8 else { return words.map(type.number) }
      let each = 8 / bits
      return (0..<min(count, words.count * each)).map { index in
        type.number(words[index / each] >> UInt64(index % each * bits) & (1 << UInt64(bits) - 1))
      }
    }
  }
}
