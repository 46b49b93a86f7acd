/** Spans of time as scenarios write them. */

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `2d`, `+30s`, `-1h` in milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^([+-]?)(\d{1,6})([smhd])$/.exec(text);
  const unit = match?.[3];
  if (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd') return undefined;
  return (match?.[1] === '-' ? -1 : 1) * Number(match?.[2]) * UNIT_MS[unit];
}
