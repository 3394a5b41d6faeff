@testable import VizDrawing

/// How people see colours.
enum ColorVision: CaseIterable {
  case usual, protanopia, deuteranopia, tritanopia

  /// What the colour looks like, by Gustavo Machado, Manuel Oliveira and Leandro Fernandes, "A
  /// Physiologically-based Model for Simulation of Color Vision Deficiency", 2009, severity 1.
  func seen(_ color: Color) -> Color {
    let light = [color.red, color.green, color.blue].map(Color.linear)
    let components = matrix.map { row in
      let sum = zip(row, light).map { $0 * $1 }.reduce(0, +)
      return Color.encoded(min(max(sum, 0), 1))
    }
    return Color(red: components[0], green: components[1], blue: components[2])
  }

  private var matrix: [[Double]] {
    switch self {
    case .usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protanopia:
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    case .deuteranopia:
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    case .tritanopia:
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    }
  }
}
