/// A raster in a file of TeX: an image of a PDF, whose cells stay sharp.
enum TeXImage {
  /// Makes the image when the file is typeset.
  static let macro = """
    % A heatmap: columns, rows, width, height, and the cells as zlib's bytes in hexadecimal digits,
    % then the same of how opaque each is, or nothing.
    \\ifdefined\\pdfextension
      \\def\\vizbpobject{\\immediate\\pdfextension obj}
      \\def\\vizbplast{\\the\\numexpr\\pdffeedback lastobj\\relax}
      \\def\\vizbpliteral{\\pdfextension literal}\\def\\vizbplevel{\\pdfvariable compresslevel}
      \\def\\vizbpbox#1{\\saveboxresource resources{#1}0 \\useboxresource\\lastsavedboxresourceindex}
    \\else
      \\def\\vizbpobject{\\immediate\\pdfobj}\\def\\vizbplast{\\the\\pdflastobj}
      \\def\\vizbpliteral{\\pdfliteral}\\def\\vizbplevel{\\pdfcompresslevel}
      \\def\\vizbpbox#1{\\pdfxform resources{#1}0 \\pdfrefxform\\pdflastxform}
    \\fi
    \\def\\vizbpstream#1#2#3#4#5{\\vizbpobject stream attr{/Type/XObject/Subtype/Image/Width #1/Height #2
      /ColorSpace/#3#4/BitsPerComponent 8/Filter[/ASCIIHexDecode/FlateDecode]}{#5>}}
    \\def\\vizbpimage#1#2#3#4#5#6{\\begingroup\\vizbplevel0 \\def\\vizbpmask{}\\def\\vizbpcells{#6}%
      \\ifx\\vizbpcells\\empty\\else\\vizbpstream{#1}{#2}{DeviceGray}{}{#6}%
        \\edef\\vizbpmask{/SMask \\vizbplast\\space 0 R}\\fi
      \\vizbpstream{#1}{#2}{DeviceRGB}{\\vizbpmask}{#5}%
      \\setbox0\\hbox to #3bp{\\vrule width0pt height#4bp\\relax
        \\vizbpliteral{q #3 0 0 #4 0 0 cm /vizbp Do Q}\\hss}%
      \\edef\\vizbpcells{/XObject<</vizbp \\vizbplast\\space 0 R>>}%
      \\expandafter\\vizbpbox\\expandafter{\\vizbpcells}\\endgroup}

    """

  static func text(
    _ raster: Raster, _ rect: Rect, _ path: TeXPath
  ) throws(DrawingError) -> String {
    var colors: [UInt8] = []
    var opacities: [UInt8] = []
    func byte(_ share: Double) -> UInt8 { UInt8((share.clampedToUnit * 255).rounded()) }
    for cell in raster.cells {
      colors += [byte(cell.red), byte(cell.green), byte(cell.blue)]
      opacities.append(byte(cell.alpha))
    }
    let mask = opacities.allSatisfy { $0 == 255 } ? "" : try digits(opacities)
    let size = "{\(path.number(rect.width))}{\(path.number(rect.height))}"
    return "\\vizbpimage{\(raster.columns)}{\(raster.rows)}\(size){%\n"
      + "\(try digits(colors))}{\(mask)}"
  }

  /// Compressed, in lines of hexadecimal digits.
  private static func digits(_ bytes: [UInt8]) throws(DrawingError) -> String {
    let table = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for (index, byte) in try PNGEncoder.deflated(bytes, level: 9).enumerated() {
      if index > 0, index % 48 == 0 { out.append(UInt8(ascii: "\n")) }
      out += [table[Int(byte >> 4)], table[Int(byte & 15)]]
    }
    return String(decoding: out, as: UTF8.self)
  }
}
