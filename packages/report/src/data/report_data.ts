// What the report's page is made from: one object, written into index.html as JSON. Whatever there is one of for each picture or map is a
// column, one array a property, so that 10,000 pictures stay small; a row's number is its name. `classes` and `groups` are named by their
// position in these lists, never by the network's own index; −1 stands for none. Shares and probabilities are 0…1, rounded to 4 decimals.

/** The whole of a report. */
export interface ReportData {
  readonly form: 1; // of this object: a page refuses another
  readonly counts: PictureCounts;
  readonly classes: readonly ClassReport[]; // those that a picture is of, is taken for, or has a map for; by the network's index
  readonly groups: readonly MapGroup[]; // in the order in which the results name them
  readonly pictures: PictureColumns;
  readonly maps: MapColumns;
  readonly confusion: readonly ConfusionCell[] | null; // cells that hold pictures; null where no truth is known
  readonly clusters: readonly ClusterReport[]; // what the model may be cheating on: alarms first, then by score, largest first
  readonly sampled: readonly SampledClass[]; // classes too large for clustering as a whole
  readonly metrics: readonly MetricMeans[]; // empty where none were measured
  readonly failures: readonly FailedPicture[]; // 1,000 at most
  readonly origin: ReportOrigin;
}

/** explained + failed + skipped = all pictures of the results. */
export interface PictureCounts {
  readonly explained: number;
  readonly failed: number;
  readonly skipped: number; // their results were there before, and nothing is known of them
}

/** Maps that can be compared with each other: of one method at one layer, in one unit. */
export interface MapGroup {
  readonly method: string; // "grad-cam"
  readonly layer: string; // "layer4"
  readonly unit: string; // of the maps' values: "logits", "score", "features" or "none"
}

/** One row for each explained picture. */
export interface PictureColumns {
  readonly image: readonly string[]; // its path, as the results have it
  readonly predicted: readonly number[]; // class; −1 where the network has none
  readonly probability: readonly number[]; // of `predicted`
  readonly truth: readonly number[]; // class; −1 where it is not known
  readonly top?: TopColumns; // absent where the results name no more than one class a picture
}

/** The most probable classes of every picture: `each` of them, the first picture's, then the second's. */
export interface TopColumns {
  readonly each: number;
  readonly class: readonly number[]; // −1 where a picture has fewer
  readonly probability: readonly number[];
}

/** One row for each map, in the pictures' order. Every array has the same length. */
export interface MapColumns {
  readonly picture: readonly number[]; // row of `pictures`
  readonly group: readonly number[]; // position in `groups`
  readonly class: readonly number[]; // that the map is for; −1 where it is of no class
  readonly thumbnail: readonly number[]; // 17 is the file thumbnails/000017.jpg; −1: there is none
  readonly overlay: readonly (string | null)[]; // address of the overlay at its full size, relative to the page
  readonly curves: readonly (string | null)[]; // likewise of the picture of the metrics' curves; [] where none were drawn
  readonly borderShare: readonly (number | null)[]; // share of the positive evidence within the outer tenth of each side; null without evidence
  readonly typicality: readonly (number | null)[]; // cosine of the map and its class's mean map; null where the class has no mean
  readonly metrics: Readonly<Record<string, readonly (number | null)[]>>; // by the metric's name; {} where none were measured
}

/** A class: how many pictures, how often right, and where the evidence lies on average. */
export interface ClassReport {
  readonly index: number | null; // of the network's output; null of a true class that no result names
  readonly label: string;
  readonly predicted: number; // pictures taken for it
  readonly truth: number | null; // pictures of it; null where no truth is known
  readonly right: number | null; // pictures of it that are taken for it
  readonly maps: readonly ClassGroupReport[]; // one for each group that has maps for it
}

/** The maps of one class in one group. */
export interface ClassGroupReport {
  readonly group: number; // position in `groups`
  readonly count: number; // maps with a grid that has positive evidence
  readonly mean: ShareGrid | null; // mean of the maps' shares of positive evidence; null where count is 0
  readonly borderShare: number | null; // mean over the maps; an even map has 0.36
  readonly most: readonly number[]; // rows of `maps`: the most typical first, 6 at most
  readonly least: readonly number[]; // the least typical first, 6 at most; none that is among the most typical
}

/** Each cell's share of the positive evidence, row by row; all add up to 1. */
export interface ShareGrid {
  readonly width: number; // cells, 14 at most
  readonly height: number;
  readonly values: readonly number[]; // [height × width], 4 significant digits
}

/** A cell of the confusion matrix. */
export interface ConfusionCell {
  readonly truth: number; // class
  readonly predicted: number; // class
  readonly pictures: readonly number[]; // rows of `pictures`
}

/** Maps of one class that look alike. */
export interface ClusterReport {
  readonly class: number;
  readonly group: number;
  readonly maps: readonly number[]; // rows of `maps`, the most typical of the cluster first
  readonly of: number; // maps of the class that were clustered
  readonly mean: ShareGrid;
  readonly tightness: number; // mean cosine of the members and the cluster's mean: 1 where all are the same
  readonly place: { readonly x: number; readonly y: number }; // where the members have more evidence than the rest of the class; shares of width and height
  readonly spread: number; // three quarters of the members have their evidence there within this distance of the place, as a share of the side; 9 where they have none
  readonly separation: number; // 0…1: how far the members' evidence there exceeds that of the rest of the class
  readonly score: number; // 0…1: what the list is sorted by, behind the alarms
  readonly alarm: boolean; // fixed to its place, where the rest has hardly any evidence, and at least a tenth of the class: clean classes hardly ever have such a cluster
}

/** A class of which only a part was clustered, chosen by a seed. */
export interface SampledClass {
  readonly class: number;
  readonly group: number;
  readonly of: number; // maps that there are
  readonly used: number; // maps that were clustered
}

/** The means of the metrics over the maps of a group. */
export interface MetricMeans {
  readonly group: number;
  readonly metric: string; // "insertion"
  readonly mean: number;
  readonly count: number; // maps that have a value
}

/** A picture that could not be explained. */
export interface FailedPicture {
  readonly image: string;
  readonly code: string;
  readonly message: string;
}

/** What it takes to do it again. */
export interface ReportOrigin {
  readonly version: string; // of camlucida, that wrote the report
  readonly models: readonly ReportedModel[];
  readonly devices: readonly { readonly kind: string; readonly name: string; readonly pictures: number }[];
  readonly runs: readonly ReportedRun[]; // as journals tell them; empty for lines without them
  readonly truth: string | null; // "labels.csv", "folders", or null
}

/** A network that pictures were explained with. */
export interface ReportedModel {
  readonly name: string;
  readonly sha256: string | null; // of the weights file
  readonly classes: number;
  readonly preprocessing: string; // as JSON
}

/** A run, as its journal tells of it. */
export interface ReportedRun {
  readonly version: string;
  readonly words: readonly string[]; // behind the program's name
  readonly settings: string; // SHA-256 of all that changes results
  readonly shard: string | null; // "2/8"
}
