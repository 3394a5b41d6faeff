public import Foundation
public import VizDrawing

extension Figure {
  /// Draws the figure and writes it as the ending says: `.svg`, `.png`, `.pdf`, `.tex`, `.gif` or
  /// `.webp`.
  ///
  /// - Parameters:
  ///   - path: Where to; a file that is there is replaced as soon as the new one is whole.
  ///   - theme: The colours.
  ///   - scale: Pixels a point, where the file is one of pixels.
  /// - Throws: ``PlotError`` where nothing can be read at its size, `DrawingError` where the ending is
  ///   another or the file cannot be written.
  public func write(to path: String, theme: Theme = .light, scale: Double = 1) throws {
    let picture = try picture(theme: theme)
    try picture.write(to: path, scale: scale) { try tex(theme: theme) }
  }

  /// Draws the figure and writes it to a file.
  public func write(to url: URL, theme: Theme = .light, scale: Double = 1) throws {
    try write(to: url.path, theme: theme, scale: scale)
  }
}
