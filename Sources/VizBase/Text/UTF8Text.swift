/// What files of UTF-8 text have in common.
package enum UTF8Text {
  package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
