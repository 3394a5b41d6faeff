/// A time as calendars and clocks show it (proleptic Gregorian, no leap seconds).
struct CivilTime: Equatable {
  var year: Int
  /// From 1.
  var month: Int
  /// From 1.
  var day: Int
  /// Of the day.
  var second: Int

  /// The civil time `seconds` after 1970, which may be at most some thousand years.
  init(_ seconds: Double) {
    let whole = Int(seconds.rounded(.down))
    let days = (whole >= 0 ? whole : whole - 86_399) / 86_400
    second = whole - days * 86_400
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, so
    // that the leap day is the last of a year, and repeat every 400 years of 146,097 days.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Months since the year 0, down to a multiple of `months`.
  func month(roundedDownTo months: Int) -> Int {
    let count = year * 12 + month - 1
    return count - ((count % months) + months) % months
  }

  /// The seconds from 1970 to the beginning of a month that is counted from the year 0.
  static func seconds(ofMonth count: Int) -> Double {
    let month = ((count % 12) + 12) % 12 + 1
    var year = (count - (month - 1)) / 12
    if month <= 2 { year -= 1 }
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Double(era * 146_097 + dayOfEra - 719_468) * 86_400
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private var monthName: String { Self.months[(month + 11) % 12] }

  private var clock: String {
    let text = Self.twoDigits(second / 3600) + ":" + Self.twoDigits(second / 60 % 60)
    return second.isMultiple(of: 60) ? text : text + ":" + Self.twoDigits(second % 60)
  }

  private static func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

  /// The labels of ascending times: what they share, such as the day, is left out where the
  /// labels are distinct without it.
  static func labels(_ times: [Double]) -> [String] {
    let times = times.map { CivilTime($0) }
    let isOneYear = Set(times.map(\.year)).count == 1
    if times.allSatisfy({ $0.second == 0 }) {
      if times.allSatisfy({ $0.day == 1 }) {
        if times.allSatisfy({ $0.month == 1 }) { return times.map { "\($0.year)" } }
        return times.map { "\($0.monthName) \($0.year)" }
      }
      return times.map { "\($0.day) \($0.monthName)" + (isOneYear ? "" : " \($0.year)") }
    }
    let clocks = times.map(\.clock)
    if Set(clocks).count == clocks.count {
      // The day is told where it begins.
      return zip(times, clocks).map { $0.second == 0 ? "\($0.day) \($0.monthName)" : $1 }
    }
    return times.map {
      "\($0.day) \($0.monthName)" + (isOneYear ? "" : " \($0.year)") + " " + $0.clock
    }
  }
}
