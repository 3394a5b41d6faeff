import VizBase

// `{"symbol": "ς", "family": "function", "gate": "gate", "rule": "scales by …"}`: the symbol is
// required, and fields that are not known are left out.
extension JSONScanner {
  mutating func look(_ field: String) throws(JSONError) -> OperationLook {
    guard next() == UInt8(ascii: "{") else { throw mismatch(field, mustBe: "an object") }
    let start = offset
    var look = OperationLook("")
    var more = try beginObject()
    while more {
      let key = try key()
      let isNull = next() == UInt8(ascii: "n")
      switch key {
      case "symbol": look.symbol = try name(key)
      case _ where isNull: try null()
      case "family": look.family = try choice(key)
      case "gate": look.gate = try choice(key)
      case "rule": look.rule = try text(key)
      default: _ = try value()
      }
      more = try moreFields()
    }
    guard !look.symbol.isEmpty else {
      throw failure(.missingField, "the look has no \"symbol\"", at: start)
    }
    return look
  }
}

extension OperationLook {
  func write(to writer: inout JSONWriter) {
    var object: JSONObject = ["symbol": .string(symbol), "family": .string(family.rawValue)]
    if let gate { object["gate"] = .string(gate.rawValue) }
    if !rule.isEmpty { object["rule"] = .string(rule) }
    writer.object(object)
  }
}
