import Testing
import VizTensor

/// Convolutions of single precision, which have a way of their own, beside those of double precision.
@Suite struct ConvolutionPlanTests {
  private struct Case {
    let plan: ConvolutionPlan
    let images, filters, output: Shape
    let groups: Int

    init(_ window: Window, images: [Int], groups: Int, filters: Int) throws {
      self.images = try Shape(images)
      self.groups = groups
      self.filters = try Shape([groups * filters, images[1] / groups] + window.kernel.list)
      output = try Shape(
        [images[0], groups * filters] + window.counts(on: self.images, for: "conv2d").list)
      plan = try ConvolutionPlan(window, on: self.images, groups: groups, filters: filters)
    }

    /// The value, and the cotangents of images, filters and bias.
    func results<Scalar>(
      _ x: Tensor<Scalar>, _ weight: Tensor<Scalar>, _ bias: Tensor<Scalar>, _ g: Tensor<Scalar>
    ) -> [Tensor<Scalar>] {
      let inputs = [x, weight, bias]
      return [plan.value(of: inputs, shape: output)]
        + (0..<3).map { plan.cotangent(g, at: $0, of: inputs) }
    }
  }

  private static func draw(
    _ generator: inout SplitMix64, strides: Bool
  ) throws -> Case {
    func pair(_ range: ClosedRange<Int>) -> Extent2D {
      Extent2D(.random(in: range, using: &generator), .random(in: range, using: &generator))
    }
    let window = Window(
      kernel: pair(1...4), strides: strides ? pair(1...2) : 1, before: pair(0...3),
      after: pair(0...3), dilations: pair(1...2))
    let groups = Int.random(in: 1...3, using: &generator)
    let channels = groups * Int.random(in: 1...3, using: &generator)
    return try Case(
      window, images: [.random(in: 1...5, using: &generator), channels] + pair(7...19).list,
      groups: groups, filters: .random(in: 1...9, using: &generator))
  }

  /// Each sum errs by what its roundings add up to, at most.
  @Test func agreesWithDoublePrecision() throws {
    var generator = SplitMix64(seed: 5)
    for number in 0..<80 {
      let it = try Self.draw(&generator, strides: number.isMultiple(of: 4))
      let tensors = [it.images, it.filters, try Shape([it.filters[0]]), it.output].map {
        Tensor<Float>.random($0, in: -1...1, using: &generator)
      }
      let exact = tensors.map { $0.converted(to: Double.self) }
      let sizes = exact.map { $0.map(.abs) }
      let found = it.results(tensors[0], tensors[1], tensors[2], tensors[3])
      let wanted = it.results(exact[0], exact[1], exact[2], exact[3])
      let scales = it.results(sizes[0], sizes[1], sizes[2], sizes[3])
      let depth = it.filters.elementCount / it.filters[0]
      let windows = it.output.elementCount / it.filters[0]
      let terms = [depth + 1, depth * it.filters[0], windows, windows]
      for (index, (found, wanted)) in zip(found, wanted).enumerated() {
        for (i, value) in found.elements.enumerated() {
          let bound = Double(terms[index] + 1) * 0x1p-24 * scales[index].elements[i]
          let error = abs(Double(value) - wanted.elements[i])
          #expect(error <= bound, "case \(number), result \(index), element \(i)")
        }
      }
    }
  }

  /// A pixel that is infinite meets those numbers of a filter that see it, and no others.
  @Test func keepsWhatIsInfiniteWhereItIs() throws {
    let it = try Case(
      Window(kernel: 3, before: 1, after: 1), images: [2, 1, 5, 6], groups: 1, filters: 5)
    var generator = SplitMix64(seed: 6)
    func draw(_ shape: Shape) -> Tensor<Float> { .random(shape, in: 0.5...1, using: &generator) }
    for position in [0, 5, 24, 29] {
      var pixels = draw(it.images).elements
      pixels[position] = .infinity
      let tensors = [
        try Tensor(pixels, shape: it.images), draw(it.filters), draw(try Shape([5])),
        draw(it.output),
      ]
      let exact = tensors.map { $0.converted(to: Double.self) }
      let found = it.results(tensors[0], tensors[1], tensors[2], tensors[3])
      let wanted = it.results(exact[0], exact[1], exact[2], exact[3])
      for (found, wanted) in zip(found, wanted) {
        #expect(found.elements.map(\.isFinite) == wanted.elements.map(\.isFinite))
      }
    }
  }

  /// Many filters are taken by several threads, a few by one.
  @Test func filtersGiveTogetherWhatEachGivesAlone() throws {
    let (window, count) = (Window(kernel: 3, before: 1, after: 1), 71)
    let it = try Case(window, images: [1, 30, 32, 32], groups: 1, filters: count)
    var generator = SplitMix64(seed: 7)
    func draw(_ shape: Shape) -> Tensor<Float> { .random(shape, in: -1...1, using: &generator) }
    let (images, filters, bias) = (draw(it.images), draw(it.filters), draw(try Shape([count])))
    let plan = try ConvolutionPlan(
      window, on: it.images, groups: 1, filters: count, then: .relu)
    let together = plan.value(of: [images, filters, bias], shape: it.output).elements
    let depth = it.filters.elementCount / count
    for filter in [0, 35, 36, 70] {
      let one = try Case(window, images: it.images.extents, groups: 1, filters: 1)
      let row = Array(filters.elements[filter * depth..<(filter + 1) * depth])
      let alone = one.plan.value(
        of: [images, try Tensor(row, shape: one.filters), Tensor([bias.elements[filter]])],
        shape: one.output)
      let part = Array(together[filter * 1024..<(filter + 1) * 1024])
      #expect(part == alone.elements.map { max($0, 0) })
    }
  }

  /// Of an image without channels nothing is summed up.
  @Test func withoutChannelsTheBiasIsLeft() throws {
    for images in [1, 2] {
      let it = try Case(Window(kernel: 1), images: [images, 0, 2, 2], groups: 1, filters: 1)
      let value = it.plan.value(
        of: [.zeros(it.images), .zeros(it.filters), Tensor([Float(3)])], shape: it.output)
      #expect(value.elements == [Float](repeating: 3, count: 4 * images))
    }
  }
}
