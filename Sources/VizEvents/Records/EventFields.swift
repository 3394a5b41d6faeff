/// What an event says, where its bytes lie; what it holds is read when it is wanted.
///
/// Reading a long run is reading its scalars; this is what makes that quick. Everything else is
/// read by the generated code; the tests hold both against each other.
struct EventFields {
  var wallTime = 0.0
  var step = 0
  var fileVersion: UnsafeRawBufferPointer?
  var graph: UnsafeRawBufferPointer?
  var summary: UnsafeRawBufferPointer?
  /// Whether a session begins here, at `step`; see ``RunLog``.
  var isSessionStart = false
  /// The program that wrote the file, on its first event.
  var writer: UnsafeRawBufferPointer?
  /// What it has that nothing is made of, as remarks call it.
  var passedOver: String?

  /// Nil where the bytes are no event.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = WireReader(bytes)
    while let field = reader.nextField() {
      switch (field.number, field.kind) {
      case (1, 1): wallTime = Double(bitPattern: reader.fixed64() ?? 0)
      case (2, 0): step = Int(truncatingIfNeeded: reader.varint() ?? 0)
      case (3, 2): fileVersion = reader.lengthDelimited()
      case (4, 2): graph = reader.lengthDelimited()
      case (5, 2): summary = reader.lengthDelimited()
      case (7, 2):
        guard let session = reader.lengthDelimited() else { return nil }
        isSessionStart = Self.number(1, of: session) == 1
        if !isSessionStart { passedOver = "session log" }
      case (10, 2):
        guard let source = reader.lengthDelimited() else { return nil }
        writer = Self.bytes(1, of: source)
      case (let number, 2):
        passedOver = Self.others[number] ?? passedOver
        reader.skip(field)
      default: reader.skip(field)
      }
    }
    if reader.isMalformed { return nil }
  }

  /// What TensorFlow's events have beside what is read.
  private static let others: [UInt64: String] = [
    6: "log message", 8: "run metadata record", 9: "meta graph",
  ]

  static func number(_ number: UInt64, of message: UnsafeRawBufferPointer) -> UInt64? {
    var reader = WireReader(message)
    var found: UInt64?
    while let field = reader.nextField() {
      if field.number == number, field.kind == 0 {
        found = reader.varint()
      } else {
        reader.skip(field)
      }
    }
    return found
  }

  static func bytes(
    _ number: UInt64, of message: UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer? {
    var reader = WireReader(message)
    var found: UnsafeRawBufferPointer?
    while let field = reader.nextField() {
      if field.number == number, field.kind == 2 {
        found = reader.lengthDelimited()
      } else {
        reader.skip(field)
      }
    }
    return found
  }
}

/// The values of a summary one after another, where their bytes lie.
struct SummaryValues {
  private var reader: WireReader

  init(_ summary: UnsafeRawBufferPointer) { reader = WireReader(summary) }

  var isMalformed: Bool { reader.isMalformed }

  mutating func next() -> UnsafeRawBufferPointer? {
    while let field = reader.nextField() {
      if field.number == 1, field.kind == 2 { return reader.lengthDelimited() }
      reader.skip(field)
    }
    return nil
  }

  /// The value at a position; nil where there is none.
  subscript(position: Int) -> UnsafeRawBufferPointer? {
    var rest = self
    for _ in 0..<position where rest.next() == nil { return nil }
    return rest.next()
  }
}

/// One value of a summary, where its bytes lie.
struct ValueFields {
  enum Content {
    case none
    case simple(Float)
    case image, histogram, audio
    case tensor(UnsafeRawBufferPointer)
  }

  var tag = UnsafeRawBufferPointer(start: nil, count: 0)
  var content = Content.none
  var metadata: UnsafeRawBufferPointer?

  init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = WireReader(bytes)
    while let field = reader.nextField() {
      switch (field.number, field.kind) {
      case (1, 2): tag = reader.lengthDelimited() ?? tag
      case (2, 5): content = .simple(Float(bitPattern: reader.fixed32() ?? 0))
      case (4, 2):
        reader.skip(field)
        content = .image
      case (5, 2):
        reader.skip(field)
        content = .histogram
      case (6, 2):
        reader.skip(field)
        content = .audio
      case (8, 2):
        if let tensor = reader.lengthDelimited() { content = .tensor(tensor) }
      case (9, 2): metadata = reader.lengthDelimited()
      default: reader.skip(field)
      }
    }
    if reader.isMalformed { return nil }
  }

  /// The name of the plugin that the value is for.
  var plugin: UnsafeRawBufferPointer? {
    metadata.flatMap { EventFields.bytes(1, of: $0) }.flatMap { EventFields.bytes(1, of: $0) }
  }
}
