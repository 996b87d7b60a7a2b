/** Types that the modules of the page's script share. This file is not part of the page. */

/** A value of a table, null if missing. */
type Value = string | number | boolean | null;

/** A column of the trials. */
interface Column {
  name: string;
  title: string;
  symbol: string;
  meaning: string;
  role: 'id' | 'parameter' | 'measure' | 'word';
  varying: boolean;
  first: boolean;
  /** The distinct values in order, absent for rounded numbers and ids. */
  values: (string | number | boolean)[] | null;
  /** For each trial the position of its value in `values`, -1 if missing. */
  levels: Int32Array | null;
  /** Whether its values are numbers. */
  numeric: boolean;
  /** The value of a trial. */
  get(row: number): Value;
  /** A number for each trial, the position of other values, NaN if missing. */
  numbers: Float64Array;
}

/** The curves of trials at common steps. */
interface Curves {
  every: number;
  recorded: number;
  steps: number[];
  /** The rows of the trials with curves. */
  rows: Int32Array;
  /** The position of a trial's curves, by its row. */
  places: Map<number, number>;
  names: string[];
  /** trials x steps, row-major, NaN if missing. */
  of(name: string): Float64Array;
}

/** A trained model beside ridge regression; matrices are row-major. */
interface Model {
  heads: number;
  length: number;
  tokens: number;
  /** heads x tokens */
  w: Float64Array;
  /** length x tokens: the ridge optimum A */
  optimum: Float64Array;
  /** length x tokens: A_hat */
  prediction: Float64Array;
  /** length x tokens: A_hat - A */
  difference: Float64Array;
  /** heads x length x tokens */
  attention: Float64Array;
}

/** The contents of the page. */
interface Sweep {
  folder: string;
  size: number;
  stored: number;
  columns: Column[];
  left: string[];
  column(name: string): Column;
  has(name: string): boolean;
  /** The parameters with several values, the seed included. */
  varying: Column[];
  /** The measure of the first view: the fitted rate, or the gap at the end. */
  measure: string;
  /** The parameters with several values except the seed, those with the largest effect first. */
  byEffect: Column[];
  curves: Curves;
  /** The kept models, by the rows of their trials. */
  models: Map<number, Model>;
  /** The row of a trial by the beginning of its id, -1 if it is not in the page. */
  find(id: string): number;
}

/** The state of the page as in its address: texts by name. */
type State = Map<string, string>;

/** The trials that satisfy the conditions of the state. */
interface Selected {
  /** 1 for each selected trial. */
  mask: Uint8Array;
  count: number;
  /** The conditions by column; `wrong` if one is not understood and ignored. */
  conditions: { column: Column; text: string; wrong: boolean }[];
}

/** An axis: values are drawn at `at(value)` between `low` and `high`. */
interface Scale {
  log: boolean;
  low: number;
  high: number;
  ticks: number[];
  at(value: number): number;
  from(position: number): number;
  label(position: number): string;
}

/** Trials at one point of a view. */
interface Group {
  panel: number;
  series: number;
  x: number;
  rows: number[];
  low: number;
  median: number;
  high: number;
}

/** A chart of ECharts, as far as the page uses it. */
interface Chart {
  setOption(option: object, how?: object): void;
  on(event: string, handler: (event: any) => void): void;
  dispatchAction(action: object): void;
  resize(): void;
  dispose(): void;
  getZr(): { storage: { getDisplayList(): { style: { fill: string }; attr(name: string, value: object): void }[] } };
  getWidth(): number;
}

declare const echarts: {
  init(element: HTMLElement, theme: null, options: object): Chart;
  getInstanceByDom(element: HTMLElement): Chart | undefined;
};
