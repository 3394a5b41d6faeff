import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Asks a foreign XML parser.
enum WellFormed {
  static func check(_ bytes: [UInt8]) -> Bool {
    XMLParser(data: Data(bytes)).parse()
  }
}
