/// How many of a layer's units work.
public struct UnitHealth: Sendable, Hashable {
  /// What the layer is called in the figure.
  public var name: String
  /// The share of activations where the function is flat at an end of its range; none of a function
  /// that has but one end, such as ReLU, whose zeros are ordinary.
  public var saturated: Double
  /// The share of units that give the same for every sample.
  public var dead: Double

  /// A layer by its shares of saturated activations and of dead units, from 0 to 1.
  public init(name: String, saturated: Double, dead: Double) {
    self.name = name
    self.saturated = saturated
    self.dead = dead
  }

  /// Of a layer's activations.
  ///
  /// - Parameters:
  ///   - name: Of the layer.
  ///   - activations: For each unit its values, one a sample.
  ///   - floor: The least value the function gives: −1 of tanh, 0 of sigmoid and ReLU.
  ///   - ceiling: The greatest; infinite of ReLU.
  ///   - margin: What part of the range beside its ends counts as flat.
  public init(
    name: String, activations: [[Double]], floor: Double, ceiling: Double, margin: Double = 0.015
  ) {
    let isBounded = (ceiling - floor).isFinite
    let room = margin * (ceiling - floor)
    var flat = 0
    var count = 0
    var dead = 0
    for unit in activations {
      count += unit.count
      if isBounded { flat += unit.count { $0 <= floor + room || $0 >= ceiling - room } }
      if let first = unit.first, unit.allSatisfy({ $0 == first }) { dead += 1 }
    }
    self.init(
      name: name, saturated: count > 0 ? Double(flat) / Double(count) : 0,
      dead: activations.isEmpty ? 0 : Double(dead) / Double(activations.count))
  }
}
