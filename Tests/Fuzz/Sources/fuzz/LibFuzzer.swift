#if LIBFUZZER
  import Foundation
  import VizTensor

  /// The target of this process.
  // Set once, before libFuzzer begins, and it has one thread.
  nonisolated(unsafe) private var chosen: Target?

  @_silgen_name("LLVMFuzzerRunDriver")
  private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
  ) -> CInt

  @_silgen_name("LLVMFuzzerMutate")
  private func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ most: Int) -> Int

  /// Hands the target to libFuzzer, with its own options and folders of inputs.
  func runLibFuzzer(_ target: Target, _ arguments: [String]) -> CInt {
    chosen = target
    var count = CInt(clamping: arguments.count + 1)
    var words: [UnsafeMutablePointer<CChar>?] = (["fuzz"] + arguments).map {
      $0.withCString { copy($0) }
    }
    words.append(nil)
    return words.withUnsafeMutableBufferPointer { buffer in
      guard var base = buffer.baseAddress else { return 64 }
      return runDriver(&count, &base) { start, size in
        chosen?.run(Array(UnsafeBufferPointer(start: start, count: size)))
        return 0
      }
    }
  }

  /// A copy that stays: libFuzzer holds on to its arguments.
  private func copy(_ text: UnsafePointer<CChar>) -> UnsafeMutablePointer<CChar>? { strdup(text) }

  /// Half of the time what libFuzzer does to bytes, else what is made of parts is damaged by those.
  @_cdecl("LLVMFuzzerCustomMutator")
  public func damage(
    _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ most: Int, _ seed: UInt32
  ) -> Int {
    guard let chosen, seed % 2 == 0 else { return mutate(data, size, most) }
    let input = Array(UnsafeBufferPointer(start: data, count: size))
    var mutator = Mutator(random: SplitMix64(seed: UInt64(seed)), sources: [input])
    let output = mutator.damaged(input, chosen.form).prefix(most)
    for (index, byte) in output.enumerated() { data[index] = byte }
    return output.count
  }
#endif
