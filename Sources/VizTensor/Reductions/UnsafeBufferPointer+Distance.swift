import CSleef

extension UnsafeBufferPointer where Element: TensorScalar {
  /// The Euclidean norm of the difference from as many other numbers, in double precision.
  @_specialize(where Element == Double)
  @_specialize(where Element == Float)
  public func distance(to other: UnsafeBufferPointer<Element>) -> Double {
    let count = Swift.min(count, other.count)
    // Four sums, so that none waits for another.
    var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
    func square(_ i: Int) -> Double {
      let difference = self[i].asDouble - other[i].asDouble
      return difference * difference
    }
    var i = 0
    while i + 4 <= count {
      a += square(i)
      b += square(i + 1)
      c += square(i + 2)
      d += square(i + 3)
      i += 4
    }
    while i < count {
      a += square(i)
      i += 1
    }
    return (a + b + c + d).squareRoot()
  }

  /// ``distance(to:)`` of two others in one pass.
  @_specialize(where Element == Double)
  @_specialize(where Element == Float)
  package func distances(
    to first: UnsafeBufferPointer<Element>, _ second: UnsafeBufferPointer<Element>
  ) -> (Double, Double) {
    #if arch(x86_64) && os(Linux)
      if Element.self == Float.self, hasWideVectors, first.count == count, second.count == count,
        let x = UnsafeRawPointer(baseAddress), let a = UnsafeRawPointer(first.baseAddress),
        let b = UnsafeRawPointer(second.baseAddress)
      {
        let found = vizbp_distancesf(
          x.assumingMemoryBound(to: Float.self), a.assumingMemoryBound(to: Float.self),
          b.assumingMemoryBound(to: Float.self), count)
        return (found.from_first.squareRoot(), found.from_second.squareRoot())
      }
    #endif
    return (distance(to: first), distance(to: second))
  }

  /// Whether all numbers are finite.
  public var areFinite: Bool {
    @_specialize(where Element == Double)
    @_specialize(where Element == Float)
    get {
      #if arch(x86_64) && os(Linux)
        if Element.self == Float.self, hasWideVectors, let start = UnsafeRawPointer(baseAddress) {
          return vizbp_are_finitef(start.assumingMemoryBound(to: Float.self), count) != 0
        }
      #endif
      // What is not finite makes NaN of 0 times itself, and of every sum.
      var (a, b, c, d) = (Element(0), Element(0), Element(0), Element(0))
      var i = 0
      while i + 4 <= count {
        a += self[i] * 0
        b += self[i + 1] * 0
        c += self[i + 2] * 0
        d += self[i + 3] * 0
        i += 4
      }
      while i < count {
        a += self[i] * 0
        i += 1
      }
      return a + b + c + d == 0
    }
  }
}
