/// A field of a node in a graph file.
enum NodeField: String, CaseIterable {
  case id, op, inputs, label, scope, shape, dtype, value, gradient, local, attributes, role, ports
  case look

  /// A set of fields is a mask of these.
  var bit: UInt16 {
    switch self {
    case .id: 1
    case .op: 1 << 1
    case .inputs: 1 << 2
    case .label: 1 << 3
    case .scope: 1 << 4
    case .shape: 1 << 5
    case .dtype: 1 << 6
    case .value: 1 << 7
    case .gradient: 1 << 8
    case .local: 1 << 9
    case .attributes: 1 << 10
    case .role: 1 << 11
    case .ports: 1 << 12
    case .look: 1 << 13
    }
  }

  static let names = allCases.map(\.rawValue)
  /// The fields that a port has, too.
  static let ofTensors = [shape, dtype, value, gradient].map(\.rawValue)
}
