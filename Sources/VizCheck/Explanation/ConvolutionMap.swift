import VizAutodiff
import VizTensor

/// A convolution in its images or its filters, whose derivatives are the filters or the images.
struct ConvolutionMap {
  private let position: Int
  private let images: Tensor<Double>
  private let weight: Tensor<Double>
  private let groups: Int
  /// How many cells the window is at.
  private let cells: Int
  /// For each column of the unfolded images, `[n, c, kernel, cells]`, one more than the pixel that
  /// is seen; 0 for padding.
  private let pixels: [Int]
  /// Where each pixel is seen, and where that of each begins.
  private let columns: [Int]
  private let starts: [Int]

  /// Nil where the attributes are none of a convolution.
  init?(_ rule: Primitive<Double>, _ inputs: [Tensor<Double>], position: Int) throws {
    guard inputs.count >= 2, inputs[0].shape.rank == 4, inputs[1].shape.rank == 4,
      let window = Window(
        rule, kernel: Extent2D(inputs[1].shape.extents[2], inputs[1].shape.extents[3]))
    else { return nil }
    self.position = position
    (images, weight) = (inputs[0], inputs[1])
    if case .int(let number)? = rule.attributes["groups"] { groups = number } else { groups = 1 }
    let seen = try images.columnsOfPixels(window, for: rule.name)
    pixels = seen.pixels
    cells = seen.cells
    guard position == 0 else {
      (columns, starts) = ([], [])
      return
    }
    var starts = [Int](repeating: 0, count: images.shape.elementCount + 1)
    for pixel in pixels where pixel > 0 { starts[pixel] += 1 }
    for pixel in images.elements.indices { starts[pixel + 1] += starts[pixel] }
    var columns = [Int](repeating: 0, count: starts.last ?? 0)
    var next = starts
    for (column, pixel) in pixels.enumerated() where pixel > 0 {
      columns[next[pixel - 1]] = column
      next[pixel - 1] += 1
    }
    self.columns = columns
    self.starts = starts
  }

  private var filters: Int { weight.shape.extents[0] }
  private var channels: Int { images.shape.extents[1] }
  private var kernel: Int { weight.shape.extents[2] * weight.shape.extents[3] }
  private var filtersOfGroup: Int { filters / groups }
  private var channelsOfGroup: Int { weight.shape.extents[1] }

  var edgeCount: Int { pixels.count * filtersOfGroup }

  func visit<Visitor: EdgeVisitor>(_ visitor: inout Visitor) {
    let count = position == 0 ? images.shape.elementCount : weight.shape.elementCount
    for input in 0..<count { visit(from: input, &visitor) }
  }

  func visit<Visitor: EdgeVisitor>(from input: Int, _ visitor: inout Visitor) {
    let (kernel, channels, filters) = (kernel, channels, filters)
    if position == 0 {
      for seen in starts[input]..<starts[input + 1] {
        let column = columns[seen]
        let (cell, offset) = (column % cells, column / cells % kernel)
        let channel = column / (cells * kernel) % channels
        let image = column / (cells * kernel * channels)
        let group = channel / channelsOfGroup
        for filter in (group * filtersOfGroup)..<((group + 1) * filtersOfGroup) {
          let share = channel - group * channelsOfGroup
          visitor.edge(
            (image * filters + filter) * cells + cell, input,
            weight.elements[(filter * channelsOfGroup + share) * kernel + offset])
        }
      }
    } else {
      let (offset, share) = (input % kernel, input / kernel % channelsOfGroup)
      let filter = input / (kernel * channelsOfGroup)
      let channel = filter / filtersOfGroup * channelsOfGroup + share
      for image in 0..<images.shape.extents[0] {
        let first = ((image * channels + channel) * kernel + offset) * cells
        for cell in 0..<cells where pixels[first + cell] > 0 {
          visitor.edge(
            (image * filters + filter) * cells + cell, input,
            images.elements[pixels[first + cell] - 1])
        }
      }
    }
  }
}

extension Window {
  /// The window that a primitive moves, by its attributes; nil where they say none.
  init?(_ rule: Primitive<Double>, kernel: Extent2D? = nil) {
    func pair(_ name: String) -> Extent2D? {
      guard case .ints(let list)? = rule.attributes[name], list.count >= 2 else { return nil }
      return Extent2D(list[0], list[1])
    }
    guard let kernel = kernel ?? pair("kernel") else { return nil }
    let standard = rule.attributes["kernel"] == nil ? 1 : kernel
    self.init(
      kernel: kernel, strides: pair("strides") ?? standard, dilations: pair("dilations") ?? 1)
    guard case .ints(let list)? = rule.attributes["padding"], list.count >= 2 else { return }
    before = Extent2D(list[0], list[1])
    after = list.count == 4 ? Extent2D(list[2], list[3]) : before
  }
}

extension Tensor<Double> {
  /// For each of the columns `[n, c, kernel, cells]` that a window sees of these images, one more
  /// than the position of the pixel; 0 for padding.
  func columnsOfPixels(
    _ window: Window, for op: String
  ) throws -> (pixels: [Int], cells: Int) {
    let columns = try (Tensor.numbered(shape) + 1).unfolded(window, for: op)
    return (columns.elements.map { Int($0) }, columns.shape.extents.last ?? 1)
  }
}
