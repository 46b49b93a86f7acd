/** Paths into a request or an answer: `body.completed_challenge.signature`, `body[0]`, `headers.x-y`, `status`. */

export type ValuePath = readonly (string | number)[];

const PART = /\.([A-Za-z0-9_@$-]+)|\[(\d{1,6})\]/y;

/** Undefined where the text is no path. */
export function parseValuePath(text: string): ValuePath | undefined {
  const root = /^[A-Za-z]+/.exec(text)?.[0];
  if (root === undefined) return undefined;
  const parts: (string | number)[] = [root];
  PART.lastIndex = root.length;
  while (PART.lastIndex < text.length) {
    const match = PART.exec(text);
    if (match === null) return undefined;
    parts.push(match[1] ?? Number(match[2]));
  }
  return parts;
}
