import CCairo
import VizBase

/// Names that follow from content: those by which a page's content policy allows one script or one
/// style of its own, and those that tell pictures apart.
///
/// GLib, which Pango brings along, computes it.
package enum ContentHash {
  /// SHA-256 of the text as UTF-8, in base64, as `script-src` and `style-src` have it.
  package static func sha256(_ text: String) -> String {
    let checksum = g_checksum_new(G_CHECKSUM_SHA256)
    defer { g_checksum_free(checksum) }
    var text = text
    text.withUTF8 { g_checksum_update(checksum, $0.baseAddress, $0.count) }
    var digest = [UInt8](repeating: 0, count: 32)
    var count = digest.count
    g_checksum_get_digest(checksum, &digest, &count)
    return Base64.encode(digest)
  }

  /// The first 40 bits of the bytes' SHA-256, as hexadecimal digits.
  package static func short(_ bytes: [UInt8]) -> String {
    let checksum = g_checksum_new(G_CHECKSUM_SHA256)
    defer { g_checksum_free(checksum) }
    bytes.withUnsafeBufferPointer { g_checksum_update(checksum, $0.baseAddress, $0.count) }
    return g_checksum_get_string(checksum).map { String(String(cString: $0).prefix(10)) } ?? ""
  }
}
