/// Directions in the space of weights along which landscapes can be compared.
///
/// Hao Li, Zheng Xu, Gavin Taylor, Christoph Studer and Tom Goldstein, "Visualizing the Loss
/// Landscape of Neural Nets", 2018: each filter of a random direction gets the norm of the
/// weights' filter, so that a network whose weights are scaled has the same landscape.
public enum FilterDirection {
  /// The direction with each filter scaled to the norm of the same filter of the weights.
  ///
  /// - Parameters:
  ///   - direction: Any direction, such as normally distributed random numbers.
  ///   - weights: The weights of one layer, filter after filter.
  ///   - filters: How many filters (or rows of a matrix, or units) the layer has.
  ///   - ignoresSingles: Whether filters of one weight, as biases are, get zeros, which is the
  ///     authors' choice.
  /// - Returns: As many numbers as there are weights. A filter without weights, or whose direction
  ///   is zero, gets zeros.
  public static func normalized(
    _ direction: [Double], like weights: [Double], filters: Int, ignoresSingles: Bool = false
  ) -> [Double] {
    let count = weights.count
    guard filters > 0, count > 0 else { return [Double](repeating: 0, count: count) }
    let length = (count + filters - 1) / filters
    var result = [Double](repeating: 0, count: count)
    guard !(ignoresSingles && length == 1) else { return result }
    for start in stride(from: 0, to: count, by: length) {
      let range = start..<min(start + length, count)
      let wanted = norm(weights[range])
      let given = norm(direction.dropFirst(start).prefix(range.count))
      guard given > 0, wanted.isFinite, given.isFinite else { continue }
      for index in range where index < direction.count {
        result[index] = direction[index] / given * wanted
      }
    }
    return result
  }

  private static func norm(_ values: some Sequence<Double>) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
