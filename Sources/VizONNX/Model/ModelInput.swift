public import VizTrace

/// An input that a model is run with.
public struct ModelInput: Sendable, Equatable {
  /// Its name in the model.
  public var name: String
  /// The type of its elements; nil where the model does not say.
  public var dtype: DType? { type?.dtype }
  /// How long each axis is; nil where the model does not say.
  public var dimensions: [Dimension]?
  let type: ElementType?

  init(_ proto: ONNXValueInfoProto) {
    name = proto.name
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
