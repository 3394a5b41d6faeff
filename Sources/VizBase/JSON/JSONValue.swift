/// Any JSON value; numbers keep the text they were written with, objects their order.
public enum JSONValue: Sendable, Equatable {
  /// No value.
  case null
  /// True or false.
  case bool(Bool)
  /// A number, as the text that it was written with.
  case number(String)
  /// Text, without its quotes and escapes.
  case string(String)
  /// Values in their order.
  case array([JSONValue])
  /// Fields in their order.
  case object(JSONObject)
}
