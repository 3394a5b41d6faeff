import SwiftProtobuf

/// The event of one scalar: a tensor of one double, as TensorFlow 2 writes it.
///
/// What a training logs most is encoded by hand; the tests hold it against the generated code.
enum ScalarEvent {
  /// The event as it stands at a tag's first occurrence, with what TensorBoard needs to know of it.
  static func described(tag: String, _ value: Double, step: Int, wallTime: Double) -> ProtoEvent {
    ProtoEvent.with {
      $0.wallTime = wallTime
      $0.step = Int64(step)
      $0.summary.value = [
        ProtoSummary.Value.with {
          $0.tag = tag
          $0.tensor.dtype = .double
          $0.tensor.shape = ProtoShape()
          $0.tensor.doubleVal = [value]
          $0.metadata.pluginData.pluginName = "scalars"
          $0.metadata.dataClass = .scalar
        }
      ]
    }
  }

  /// What stands between the step and the number at all later occurrences.
  static func start(tag: String) -> [UInt8] {
    // dtype = DOUBLE, shape = {}, and the head of eight bytes of double_val.
    let tensor: [UInt8] = [0x08, 0x02, 0x12, 0x00, 0x32, 0x08]
    let name = Array(tag.utf8)
    let named = name.isEmpty ? [] : head(1, name.count) + name
    let value = named + head(8, tensor.count + 8) + tensor
    let summary = head(1, value.count + 8) + value
    return head(5, summary.count + 8) + summary
  }

  static func append(
    start: [UInt8], _ value: Double, step: Int, wallTime: Double, to buffer: inout ByteBuffer
  ) {
    buffer.append(0x09)
    buffer.append(fixed: wallTime)
    if step != 0 {
      buffer.append(0x10)
      buffer.append(varint: UInt64(bitPattern: Int64(step)))
    }
    buffer.append(start)
    buffer.append(fixed: value)
  }

  /// The head of a field of so many bytes.
  private static func head(_ number: UInt8, _ count: Int) -> [UInt8] {
    var bytes = [number << 3 | 2]
    var rest = count
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(truncatingIfNeeded: rest)]
  }
}
