import VizBase
import VizDiagnosis
import VizEvents
import VizTrace

/// The pictures that a log has, those of each tag side by side as a strip over the steps.
struct LoggedImagesSection: RunSection {
  static let id = "images"
  static let title = "Logged pictures"

  private static let mostTags = 8
  private static let mostFrames = 8
  /// A page takes no more bytes of pictures than this.
  private static let room = 2_000_000

  private(set) var strips: [ImageStrip] = []
  /// The tags that are not shown.
  private(set) var others: [String] = []

  init?(_ run: ReportedRun) throws {
    guard let log = run.history.log else { return nil }
    // The boundary's own section draws these anew.
    let drawn = run.history.directory?.hasBoundary == true ? RunDirectory.boundaryTag : nil
    var room = Self.room
    for tag in log.imageTags where tag != drawn {
      let images = strips.count < Self.mostTags ? try log.images(tag) : []
      let chosen = DataTable.some(of: images, Self.mostFrames)
      let frames = chosen.compactMap { image -> ImageStrip.Frame? in
        guard let kind = ImageStrip.kind(of: image.value.data), image.value.data.count <= room
        else {
          return nil
        }
        room -= image.value.data.count
        return ImageStrip.Frame(
          caption: "step \(NumberFormat.grouped(Double(image.step)))",
          source: "data:\(kind);base64,\(Base64.encode(image.value.data))",
          width: min(max(image.value.width, 64), 320))
      }
      guard !frames.isEmpty else {
        others.append(tag.escaped(limit: 60))
        continue
      }
      let part = frames.count < images.count ? ": \(frames.count) of \(images.count)" : ""
      strips.append(ImageStrip(caption: tag.escaped(limit: 80) + part, frames: frames))
    }
    if strips.isEmpty && others.isEmpty { return nil }
  }

  var words: [String] {
    guard !others.isEmpty else { return [] }
    let names = others.prefix(12).joined(separator: ", ")
    return [
      "Not shown, because they are large or of a kind that browsers do not read: \(names)"
        + "\(others.count > 12 ? " and \(others.count - 12) more" : "")."
    ]
  }
}

/// Pictures side by side, as `section.mustache` shows them.
struct ImageStrip: Sendable {
  struct Frame: Sendable {
    var caption: String
    /// A `data:` address.
    var source: String
    /// In pixels of the page.
    var width: Int
  }

  var caption: String
  var frames: [Frame]

  /// The type of a picture by its first bytes; nil for one that no browser is sure to read.
  static func kind(of data: [UInt8]) -> String? {
    if data.starts(with: [0x89, 0x50, 0x4e, 0x47]) { return "image/png" }
    if data.starts(with: [0xff, 0xd8, 0xff]) { return "image/jpeg" }
    if data.starts(with: "GIF8".utf8) { return "image/gif" }
    return nil
  }
}
