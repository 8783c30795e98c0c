// What a run's results say together: read → statistics, confusion, clusters → the data of a page.
export { readResults, type EvidenceMap, type ExplainedPicture, type Results, type ResultsFile } from "./read/results.ts";
export type { MapLine, PictureLine } from "./read/picture_line.ts";
export { ReportError } from "./read/report_error.ts";
export { borderShareOf, sharesOf, type Shares } from "./evidence/shares.ts";
export { truthOf, type Truth, type TruthTable } from "./truth/truth.ts";
export type { NamedClass } from "./truth/classes.ts";
export { clustersOf, type ClassCluster } from "./clusters/class_clusters.ts";
export type { ClusterPlace } from "./clusters/place.ts";
export { summarise, type MapFiles } from "./data/summarise.ts";
export type {
  ClassGroupReport, ClassReport, ClusterReport, ConfusionCell, FailedPicture, MapColumns, MapGroup, MetricMeans, PictureColumns, PictureCounts, ReportData,
  ReportedModel, ReportedRun, ReportOrigin, SampledClass, ShareGrid, TopColumns,
} from "./data/report_data.ts";
export { writePage } from "./write_page/write_page.ts";
