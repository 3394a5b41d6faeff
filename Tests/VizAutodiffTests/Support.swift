import Foundation
import Testing
import VizAutodiff
import VizTensor

/// A number, or nested lists of them, as the fixtures write tensors.
struct NestedNumbers: Decodable {
  let tensor: Tensor<Double>

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      tensor = Tensor(number)
    } else if let vector = try? container.decode([Double].self) {
      tensor = Tensor(vector)
    } else {
      tensor = try Tensor(rows: container.decode([[Double]].self))
    }
  }
}

func fixture(_ name: String) throws -> Data {
  try Data(
    contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/\(name)"))
}

/// The greatest distance of two tensors' elements, relative to the greater of the pair.
func relativeError<S: TensorScalar>(_ a: Tensor<S>, _ b: Tensor<S>) -> Double {
  guard a.shape == b.shape else { return .infinity }
  return zip(a.elements, b.elements).reduce(0) { worst, pair in
    let (x, y) = (Double(pair.0), Double(pair.1))
    if x == y || (x.isNaN && y.isNaN) { return worst }
    let error = abs(x - y) / max(abs(x), abs(y))
    return error.isNaN ? .infinity : max(worst, error)
  }
}

func inner<S: TensorScalar>(_ a: Tensor<S>, _ b: Tensor<S>) throws -> Double {
  Double(try (a * b).sum().elements[0])
}
