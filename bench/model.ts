/** What measuring yields, whatever was measured. */

export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** How it compares with its yardstick of the same run. */
  readonly ratio?: { readonly value: number; readonly to: string; readonly atMost?: number };
}

/** One table of the report. */
export interface Section {
  readonly title: string;
  readonly measurements: readonly Measurement[];
}
