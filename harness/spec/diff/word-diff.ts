/** Two texts in one, word by word: what went and what came. */

export interface TextPart {
  readonly kind: 'same' | 'old' | 'new';
  readonly text: string;
}

/** Beyond this many words on a side the texts are shown whole, one after the other. */
const MOST_WORDS = 400;

/** The longest common run of words stays; neighbours of one kind are one part. */
export function wordDiff(old: string, now: string): readonly TextPart[] {
  const [before, after] = [wordsOf(old), wordsOf(now)];
  if (before.length > MOST_WORDS || after.length > MOST_WORDS)
    return merge([
      ['old', old],
      ['new', now],
    ]);
  const lengths = commonLengths(before, after);
  const found: [TextPart['kind'], string][] = [];
  let [at, to] = [0, 0];
  while (at < before.length || to < after.length) {
    const [left, right] = [before[at], after[to]];
    if (left !== undefined && left === right) {
      found.push(['same', left]);
      at += 1;
      to += 1;
    } else if (left !== undefined && (lengths[at + 1]?.[to] ?? 0) >= (lengths[at]?.[to + 1] ?? 0)) {
      found.push(['old', left]);
      at += 1;
    } else {
      found.push(['new', right ?? '']);
      to += 1;
    }
  }
  return merge(found);
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** `table[i][j]`: how many words the rests from `i` and `j` have in common, in order. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = table[i];
      const below = table[i + 1];
      if (row === undefined || below === undefined) continue;
      row[j] = before[i] === after[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}

function merge(words: readonly (readonly [TextPart['kind'], string])[]): readonly TextPart[] {
  const parts: { kind: TextPart['kind']; text: string }[] = [];
  for (const [kind, word] of words) {
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += ` ${word}`;
    else parts.push({ kind, text: word });
  }
  return parts;
}
