import SwiftProtobuf

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Sequence<UInt8> {
  /// The bytes as the generated code takes them.
  var data: Data { Data(self) }
}

extension Data {
  var array: [UInt8] { Array(self) }
}

extension SwiftProtobuf.Message {
  /// The message, encoded.
  var bytes: [UInt8] {
    // Only a required field that is missing, or 2 GiB of data, could make this fail.
    var options = BinaryEncodingOptions()
    // Maps have no order of their own; the same value is to have the same bytes.
    options.useDeterministicOrdering = true
    return (try? serializedBytes(options: options)) ?? []
  }

  /// Nil where the bytes are no such message.
  init?(bytes: UnsafeRawBufferPointer) { self.init(array: Array(bytes)) }

  /// Nil where the bytes are no such message.
  init?(array: [UInt8]) {
    // Events do not nest so deep; what is deeper was made to exhaust the stack.
    var options = BinaryDecodingOptions()
    options.messageDepthLimit = 32
    guard let message = try? Self(serializedBytes: array, options: options) else { return nil }
    self = message
  }
}
