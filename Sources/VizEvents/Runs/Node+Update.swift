import VizBase
package import VizTrace

extension Node {
  /// States what was recorded of a parameter's update in the attributes `update_ratio` and
  /// `distance`; numbers that are missing or not finite are left out.
  package mutating func setUpdate(_ record: NodeRecord?) {
    attributes["update_ratio"] = Self.json(record?.updateRatio)
    attributes["distance"] = Self.json(record?.distance)
  }

  private static func json(_ number: Double?) -> JSONValue? {
    number.flatMap { $0.isFinite ? JSONValue($0) : nil }
  }
}
