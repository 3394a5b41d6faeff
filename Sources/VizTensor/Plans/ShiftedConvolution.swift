import CVizKernels
import Dispatch
import Foundation

/// How a convolution of single precision whose window moves by one pixel is computed, forward and back,
/// where the machine has vectors that fuse products and sums: straight from the images with their
/// padding around them, without columns.
final class ShiftedConvolution: Sendable {
  private let images, channels, groups: Int
  /// In each group: channels, filters, and numbers of a filter.
  private let share, filters, depth: Int
  private let area: Int
  /// The images, and the cotangents of the output, over which the filters move turned about.
  private let pixels, cotangents: PaddedPlanes
  private let offsets, backOffsets, mask: [Int32]
  /// Of so many images the sums for the filters are taken at a time.
  private let batch: Int
  /// By how many threads the filters of a group are taken forward, and how many of them each takes.
  private let turns, each: Int

  /// As much as the second cache holds of numbers beside others.
  private static let cached = 1 << 16
  /// So many products take several times as long as another thread does to wake up.
  private static let fewest = 0x1p23

  /// Nil where the machine, the window's movement or the sizes do not allow it.
  init?(_ window: Window, on shape: Shape, groups: Int, filters: Int) {
    guard viz_can_shift() != 0, window.strides == 1, shape.elementCount > 0, filters > 0 else {
      return nil
    }
    (images, channels) = (shape[0], shape[1])
    (self.groups, self.filters, share) = (groups, filters, shape[1] / groups)
    let kernel = window.kernel
    let reach = Extent2D(
      window.dilations.rows * (kernel.rows - 1), window.dilations.columns * (kernel.columns - 1))
    area = kernel.rows * kernel.columns
    depth = share * area
    guard
      let pixels = PaddedPlanes(
        Extent2D(shape[2], shape[3]), before: window.before, after: window.after, kernel: kernel,
        dilations: window.dilations, planes: shape[1]),
      let cotangents = PaddedPlanes(
        pixels.places,
        before: Extent2D(reach.rows - window.before.rows, reach.columns - window.before.columns),
        after: Extent2D(reach.rows - window.after.rows, reach.columns - window.after.columns),
        kernel: kernel, dilations: window.dilations, planes: groups * filters)
    else { return nil }
    (self.pixels, self.cotangents) = (pixels, cotangents)
    offsets = pixels.offsets(planes: share)
    backOffsets = cotangents.offsets(planes: filters)
    mask = pixels.mask
    let size = channels * pixels.size + groups * filters * pixels.reach
    batch = max(1, min(images, Self.cached / max(size, 1)))
    let products = Double(filters) * Double(depth) * Double(pixels.reach)
    let most = Int(
      min(Double(ProcessInfo.processInfo.activeProcessorCount), products / Self.fewest))
    // Four filters are taken at a time.
    each = (filters + 4 * max(1, most) - 1) / (4 * max(1, most)) * 4
    turns = (filters + each - 1) / each
  }

  /// The images with their padding.
  var keptCount: Int { images * channels * pixels.size + pixels.slack }

  var roomCount: Int {
    let all = groups * filters
    let back =
      all * cotangents.size + cotangents.slack + groups * filters * depth
      + share * cotangents.reach
    return max(filters * pixels.reach, back, batch * all * pixels.reach)
  }

  func keep(_ operands: PlanOperands<Float>) {
    pixels.pad(operands.x, planes: images * channels, to: operands.kept)
  }

  /// - Parameter function: What is done with each number of the output.
  func value(of operands: PlanOperands<Float>, then function: ElementwiseFunction?) {
    guard let weight = operands.y else { return }
    keep(operands)
    let windows = pixels.places.rows * pixels.places.columns
    for image in 0..<images {
      for group in 0..<groups {
        let product = Product(
          pixels: operands.kept + (image * channels + group * share) * pixels.size,
          weight: weight + group * filters * depth,
          bias: operands.z.map { $0 + group * filters }, room: operands.room,
          output: operands.output + (image * groups + group) * filters * windows,
          function: function)
        if turns == 1 {
          write(product, of: 0..<filters)
        } else {
          DispatchQueue.concurrentPerform(iterations: turns) {
            write(product, of: $0 * each..<min(filters, ($0 + 1) * each))
          }
        }
      }
    }
  }

  /// What the filters of a group make of an image.
  // Unchecked, because the numbers are pointed to: nobody changes what is read meanwhile, and each filter
  // has its own part of what is written.
  private struct Product: @unchecked Sendable {
    let pixels, weight: UnsafePointer<Float>
    let bias: UnsafePointer<Float>?
    let room, output: UnsafeMutablePointer<Float>
    let function: ElementwiseFunction?
  }

  private func write(_ product: Product, of some: Range<Int>) {
    let windows = pixels.places.rows * pixels.places.columns
    let (first, found) = (some.lowerBound, product.room + some.lowerBound * pixels.reach)
    let output = product.output + first * windows
    viz_shifted_products(
      product.pixels, offsets, depth, product.weight + first * depth, some.count, found,
      pixels.reach)
    pixels.take(found, planes: some.count, plus: product.bias.map { $0 + first }, to: output)
    product.function?.apply(output, to: output, count: some.count * windows)
  }

  func imageCotangent(
    _ g: UnsafePointer<Float>, _ operands: PlanOperands<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    guard let weight = operands.y else { return }
    let all = groups * filters
    let windows = pixels.places.rows * pixels.places.columns
    let size = cotangents.places.rows * cotangents.places.columns
    let padded = operands.room
    let turned = padded + all * cotangents.size + cotangents.slack
    let found = turned + groups * filters * depth
    turn(weight, to: turned)
    for image in 0..<images {
      cotangents.pad(g + image * all * windows, planes: all, to: padded)
      for group in 0..<groups {
        viz_shifted_products(
          padded + group * filters * cotangents.size, backOffsets, filters * area,
          turned + group * filters * depth, share, found, cotangents.reach)
        cotangents.take(
          found, planes: share, plus: nil, to: target + (image * channels + group * share) * size)
      }
    }
  }

  /// Brings what each channel has of all filters of its group together, each filter turned about.
  private func turn(_ weight: UnsafePointer<Float>, to turned: UnsafeMutablePointer<Float>) {
    for group in 0..<groups {
      for filter in 0..<filters {
        for channel in 0..<share {
          let source = weight + ((group * filters + filter) * share + channel) * area
          let target = turned + ((group * share + channel) * filters + filter) * area
          for number in 0..<area { target[number] = source[area - 1 - number] }
        }
      }
    }
  }

  func weightCotangent(
    _ g: UnsafePointer<Float>, _ operands: PlanOperands<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let all = groups * filters
    let windows = pixels.places.rows * pixels.places.columns
    target.update(repeating: 0, count: all * depth)
    operands.room.update(repeating: 0, count: batch * all * pixels.reach)
    for first in stride(from: 0, to: images, by: batch) {
      let count = min(batch, images - first)
      pixels.spread(g + first * all * windows, planes: count * all, to: operands.room)
      for group in 0..<groups {
        var output = viz_planes(
          start: operands.room + group * filters * pixels.reach, plane: pixels.reach,
          image: all * pixels.reach, images: count)
        var input = viz_planes(
          start: operands.kept + (first * channels + group * share) * pixels.size,
          plane: pixels.size, image: channels * pixels.size, images: count)
        viz_shifted_sums(
          &output, &input, offsets, mask, filters, target + group * filters * depth, depth)
      }
    }
  }
}
