public enum VizAutodiffRoom {}
