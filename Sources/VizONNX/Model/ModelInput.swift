import SwiftProtobuf
public import VizTensor
public import VizTrace

/// An input that a model is run with.
public struct ModelInput: Sendable, Equatable {
  /// Its name in the model.
  public var name: String
  /// The type of its elements; nil where the model does not say.
  public var dtype: DType? { type?.dtype }
  /// How long each axis is; nil where the model does not say.
  public var dimensions: [Dimension]?
  /// Whether it takes a tensor: not a sequence, nor what may be nothing.
  public let isTensor: Bool
  let type: ElementType?

  init(_ proto: ONNXValueInfoProto) {
    name = proto.name
    isTensor = proto.type.hasTensorType || proto.type.unknownFields.data.isEmpty
    type = ElementType(rawValue: proto.type.tensorType.elemType)
    dimensions =
      proto.type.tensorType.hasShape ? Self.dimensions(proto.type.tensorType.shape) : nil
  }

  static func dimensions(_ shape: ONNXShapeProto) -> [Dimension] {
    shape.dim.map { dimension in
      switch dimension.value {
      case .dimValue(let extent)? where extent >= 0: .extent(Int(clamping: extent))
      case .dimParam(let name)? where !name.isEmpty: .name(name)
      default: .unknown
      }
    }
  }
}

extension ModelInput {
  /// The numbers of a tensor in a file of its own, as the standard's test data has them (`.pb`).
  ///
  /// - Throws: ``ONNXError`` where the bytes are none.
  public static func tensor(_ bytes: [UInt8]) throws -> Tensor<Double> {
    let proto: ONNXTensorProto
    do {
      proto = try ONNXTensorProto(serializedBytes: bytes)
    } catch {
      throw ONNXError(.notAModel, "it is no tensor of ONNX, or its bytes are damaged")
    }
    return try ModelTensor(proto, in: nil).tensor
  }

  /// Numbers for this input from a seed: normally distributed, or 0 and 1 where the input takes
  /// whole ones; an axis whose extent is not stated has 1.
  ///
  /// - Throws: `ShapeError` where the model states too many.
  public func random(seed: UInt64) throws -> Tensor<Double> {
    let shape = try Shape(
      (dimensions ?? []).map { dimension in
        if case .extent(let extent) = dimension { extent } else { 1 }
      })
    var generator = SplitMix64(seed: seed)
    if type?.isFloating ?? true {
      return Tensor<Double>.randomNormal(shape, using: &generator)
    }
    return try Tensor(
      (0..<shape.elementCount).map { _ in Double(generator.next() & 1) }, shape: shape)
  }
}
