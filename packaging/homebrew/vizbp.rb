# Builds vizbp from the source archive of a release. `make release` leaves this file with the address of
# that archive (RELEASE_URL), its version and its checksum in place of those that stand here.
class Vizbp < Formula
  desc "See backpropagation: computational graphs with values and gradients"
  homepage "https://example.org/vizbp"
  url "https://example.org/vizbp/vizbp-0.2.0.tar.gz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "Apache-2.0"

  depends_on "pkgconf" => :build
  depends_on "swift" => :build if OS.linux?
  depends_on xcode: ["26.0", :build] if OS.mac?
  depends_on "cairo"
  depends_on "fontconfig"
  depends_on "giflib"
  depends_on "graphviz"
  depends_on "openblas"
  depends_on "pango"
  depends_on "sleef"
  depends_on "webp"

  def install
    system "make", "install", "PREFIX=#{prefix}", "SWIFT_FLAGS=--disable-sandbox"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/vizbp --version")
    system bin/"vizbp", "eval", "x*y + sin(x)", "x=1", "y=2", "-o", "f.svg"
    assert_match "<svg", (testpath/"f.svg").read
    assert_path_exists man1/"vizbp-eval.1"
  end
end
