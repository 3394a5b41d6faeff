// Operations that whole numbers steer.
extension Operation {
  static let selections = [
    Operation(
      "gather", .other, "gather",
      rule: "adds each row's gradient to the row that it was taken from")
  ]
}
