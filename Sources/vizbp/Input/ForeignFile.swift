import VizBP
import VizBase

/// A file or folder of another program that is given in the place of a graph or a log, known by its first
/// bytes or by what is in it: how to get what it holds in.
enum ForeignFile {
  /// What the file is, and what to do; nil where it is none that is known.
  ///
  /// - Parameter wanted: What should be there: `a graph file`.
  static func refusal(_ bytes: [UInt8], named name: String, wanted: String) -> Failure? {
    guard let (what, advice) = kind(bytes, name.lowercased()) else { return nil }
    return Failure(.badData, name, "it is \(what), not \(wanted)", hint: advice)
  }

  /// What a folder of another program is, and what to do; nil where it is none that is known.
  static func refusal(ofFolder path: String, wanted: String) -> Failure? {
    guard Files.exists("\(path)/saved_model.pb") else { return nil }
    let (what, advice) = savedModel
    return Failure(.badData, Files.inputName(path), "it is \(what), not \(wanted)", hint: advice)
  }

  private static let savedModel = (
    "a SavedModel of TensorFlow",
    "python -m tf2onnx.convert --saved-model FOLDER --output model.onnx writes one for vizbp import"
  )

  private static let export =
    "in Python, vizbp.capture(lambda: loss_fn(model(x), y)).save(\"g.json\") writes its graph, or "
    + "torch.onnx.export(model, x, \"model.onnx\") a model that vizbp import reads"

  private static func kind(_ bytes: [UInt8], _ name: String) -> (String, String)? {
    let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
    let words = text.trimmingPrefix(while: \.isWhitespace)
    if text.hasPrefix("version https://git-lfs") {
      return ("a Git LFS pointer", "'git lfs pull' fetches the file itself")
    }
    // The pickles of PyTorch's older files begin with the protocol, and its newer ones are archives.
    if bytes.starts(with: [0x80, 0x02, 0x8A, 0x0A]) || isArchive(bytes, of: "data.pkl") {
      return ("a file of PyTorch", export)
    }
    if isArchive(bytes, of: "model.weights.h5") || isArchive(bytes, of: "config.json") {
      return (
        "a model of Keras",
        "model.export(\"model.onnx\", format=\"onnx\") writes one for vizbp import"
      )
    }
    if bytes.starts(with: NPZArchive.magic) {
      return ("an archive", "unpack it first")
    }
    if bytes.starts(with: [0x1F, 0x8B]) || bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      return ("a compressed file", "unpack it first")
    }
    if bytes.dropFirst(4).starts(with: "TFL3".utf8) {
      return (
        "a model of TensorFlow Lite",
        "python -m tf2onnx.convert --tflite FILE --output model.onnx writes one for vizbp import"
      )
    }
    if bytes.count > 2, bytes[0] == 0x80, 2...5 ~= bytes[1], bytes.last == UInt8(ascii: ".") {
      return ("a pickle of Python", export)
    }
    if bytes.starts(with: [0x89, 0x48, 0x44, 0x46]) {
      return (
        "a file of HDF5, as Keras saves models",
        "in Keras 3, model.export(\"model.onnx\", format=\"onnx\") writes one for vizbp import"
      )
    }
    if bytes.starts(with: NPYArray.magic) {
      return ("an array of NumPy", "give it to an expression, as in vizbp eval 'sum(x)' x=@x.npy")
    }
    if isSafetensors(bytes) {
      return ("a file of weights alone, without a graph", export)
    }
    if words.wholeMatch(of: /(?s)(strict\s+)?(di)?graph\b[^{]*\{.*/) != nil {
      return (
        "a graph of Graphviz, whose nodes have no operations",
        "dot -Tsvg draws it; vizbp draws what graph JSON says: see vizbp render --help"
      )
    }
    if words.wholeMatch(
      of: /(?s)(node|ir_version|graph|meta_info_def|saved_model_schema_version)\s*[:{].*/)
      != nil
    {
      return (
        "a graph of TensorFlow or ONNX as text",
        "python -m tf2onnx.convert, or onnx.parser and onnx.save, write a .onnx file for vizbp import"
      )
    }
    if name.hasSuffix("saved_model.pb") || name.hasSuffix(".pb") && text.contains("serve") {
      return savedModel
    }
    if RunDirectory.isLog(bytes) {
      return (
        "a log of events", "vizbp report, plot and export read it; its folder can be rendered"
      )
    }
    if (try? ONNXModel(bytes)) != nil, !bytes.isEmpty {
      return ("a model of ONNX", "vizbp import reads it, by whatever name")
    }
    // What has nodes is a graph with a fault, which is told.
    if !text.contains("\"nodes\""), let table = try? MetricTable(data: bytes),
      table.columns.count > 1, !table.allSeries.isEmpty
    {
      return ("a log of metrics", "vizbp plot draws it, and vizbp report reads it")
    }
    return nil
  }

  /// Whether it is a zip archive with a member of this name near its beginning or end.
  private static func isArchive(_ bytes: [UInt8], of member: String) -> Bool {
    guard bytes.starts(with: NPZArchive.magic) else { return false }
    let ends = bytes.prefix(1 << 12) + bytes.suffix(1 << 16)
    return ends.firstRange(of: Array(member.utf8)) != nil
  }

  /// The length of a header, and the header, which is an object of JSON.
  private static func isSafetensors(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 9, bytes[8] == UInt8(ascii: "{") else { return false }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return length > 1 && length <= UInt64(bytes.count - 8)
  }
}
