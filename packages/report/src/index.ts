// What a run's results say together: read → statistics, confusion, clusters → the data of a page.
export type {
  ClassGroupReport, ClassReport, ClusterReport, ConfusionCell, FailedPicture, MapColumns, MapGroup, MetricMeans, PictureColumns, PictureCounts, ReportData,
  ReportedModel, ReportedRun, ReportOrigin, SampledClass, ShareGrid,
} from "./data/report_data.ts";
