import VizBase

extension DecimalNumber {
  /// As a power of ten: `10⁻⁵`, `2×10⁻⁵`, `−10³`.
  var asPower: String {
    let number = normalized
    guard number.mantissa != 0 else { return "0" }
    let power = "10" + MathName.superscript(number.exponent)
    if number.mantissa == 1 { return power }
    return number.mantissa == -1
      ? "−" + power : (number.mantissa < 0 ? "−" : "") + number.digits + "×" + power
  }
}
