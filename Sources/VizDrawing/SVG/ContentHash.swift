import CCairo
import VizBase

/// The name by which a page's content policy allows one script or one style of its own.
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
}
