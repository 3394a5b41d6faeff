public enum VizReportRoom {}
