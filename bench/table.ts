/** Sections as aligned text. */

import type { Measurement, Section } from './model.ts';

/** Ends with a line that says whether every ratio kept to its bound. */
export function table(sections: readonly Section[]): string {
  const broken = sections.flatMap(({ measurements }) => measurements.filter(isBroken));
  const verdict =
    broken.length === 0
      ? 'every bound was kept'
      : `beyond their bounds: ${broken.map(({ what }) => what).join(', ')}`;
  return [...sections.flatMap(sectionLines), verdict, ''].join('\n');
}

/** Whether a measurement has a bound and went beyond it. */
export function isBroken({ ratio }: Measurement): boolean {
  return ratio?.atMost !== undefined && ratio.value > ratio.atMost;
}

function sectionLines({ title, measurements }: Section): readonly string[] {
  const rows = measurements.map((one) => [one.what, `${rounded(one.value)} ${one.unit}`, ratioText(one)]);
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const widths = [width(0), width(1)];
  return [
    title,
    ...rows.map(([what = '', value = '', ratio = '']) =>
      `  ${what.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${ratio}`.trimEnd(),
    ),
    '',
  ];
}

function ratioText(measurement: Measurement): string {
  const { ratio } = measurement;
  if (ratio === undefined) return '';
  const bound = ratio.atMost === undefined ? '' : ` (at most ${ratio.atMost})`;
  return `${ratio.value.toFixed(2)} × ${ratio.to}${bound}${isBroken(measurement) ? '  ✗' : ''}`;
}

function rounded(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
