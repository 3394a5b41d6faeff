/// The release of vizbp that this is; `scripts/set-version.sh` writes it.
public enum VizBPRelease {
  /// What pages, packages and the program say it is.
  public static let version: String = "0.2.0"
}
