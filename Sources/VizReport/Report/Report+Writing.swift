public import Foundation
import VizDrawing

extension Report {
  /// Writes the page to a file that ends in `.html`.
  ///
  /// - Parameters:
  ///   - path: Where to; a file that is there is replaced as soon as the new one is whole.
  ///   - templates: What the page is made of.
  /// - Throws: `DrawingError` where the ending is another or the file cannot be written, and what
  ///   ``html(_:)`` throws.
  public func write(to path: String, templates: Templates = Templates()) throws {
    _ = try OutputKind(ofFile: path, among: [.html])
    try Picture.write(Array(html(templates).utf8), to: path)
  }

  /// Writes the page to a file that ends in `.html`.
  public func write(to url: URL, templates: Templates = Templates()) throws {
    try write(to: url.path, templates: templates)
  }
}

extension GraphPage {
  /// Writes the page to a file that ends in `.html`.
  ///
  /// - Parameters:
  ///   - path: Where to; a file that is there is replaced as soon as the new one is whole.
  ///   - templates: What the page is made of.
  /// - Throws: `DrawingError` where the ending is another or the file cannot be written, and what
  ///   ``html(_:)`` throws.
  public func write(to path: String, templates: Templates = Templates()) throws {
    _ = try OutputKind(ofFile: path, among: [.html])
    try Picture.write(Array(html(templates).utf8), to: path)
  }

  /// Writes the page to a file that ends in `.html`.
  public func write(to url: URL, templates: Templates = Templates()) throws {
    try write(to: url.path, templates: templates)
  }
}
