// Messages as a person reads them: indented, what a case changed marked, expected beside actual.

import { make } from './dom.js';

const MOST_WORDS = 400;

/** A message: its first line, its headers, its body; `changed`: paths of the fields to mark. */
export function messageText(first, { headers, body }, changed = []) {
  const lines = [make('strong', {}, first), '\n'];
  for (const [name, value] of Object.entries(headers)) {
    const isChanged = changed.includes(`headers.${name.toLowerCase()}`);
    lines.push(isChanged ? make('mark', {}, `${name}: ${value}`) : `${name}: ${value}`, '\n');
  }
  if (body !== undefined && body.bytes > 0) lines.push('\n', ...bodyLines(body, changed));
  return make('pre', { tabindex: '0' }, make('code', {}, lines));
}

function bodyLines({ text, base64, bytes, cut }, changed) {
  if (text === undefined) return [`(${bytes} bytes that are no text, as Base64)\n${base64 ?? ''}`];
  const value = parse(text);
  const isWhole = changed.includes('body') || changed.includes('rawBody');
  const shown =
    value === undefined ? [isWhole ? make('mark', {}, text) : text] : jsonLines(value, changed, 'body', '');
  return cut === true ? [...shown, `\n… cut; ${bytes} bytes in all`] : shown;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One member a line; the lines of a changed member are marked. */
function jsonLines(value, changed, path, indent) {
  const isMap = value !== null && typeof value === 'object';
  const entries = isMap ? Object.entries(value) : [];
  const mark = (parts) => (changed.includes(path) ? [make('mark', {}, parts)] : parts);
  if (entries.length === 0) return mark([JSON.stringify(value)]);
  const isList = Array.isArray(value);
  const inner = `${indent}  `;
  const members = entries.flatMap(([name, member], index) => {
    const memberPath = isList ? `${path}[${name}]` : `${path}.${name}`;
    const label = isList ? '' : `${JSON.stringify(name)}: `;
    const comma = index < entries.length - 1 ? ',' : '';
    return [`\n${inner}${label}`, ...jsonLines(member, changed, memberPath, inner), comma];
  });
  return mark([isList ? '[' : '{', ...members, `\n${indent}${isList ? ']' : '}'}`]);
}

/** Changed fields that the body does not hold: the case left them out. */
export function leftOut(changed, body) {
  const value = parse(body?.text ?? '');
  return changed.filter((path) => path.startsWith('body.') && !holds(value, path.slice('body.'.length)));
}

function holds(value, path) {
  let current = value;
  for (const name of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (current === null || typeof current !== 'object' || !Object.hasOwn(current, name)) return false;
    current = current[name];
  }
  return true;
}

/** What was expected and what came, the words that differ marked; whole texts where nearly everything does. */
export function comparison(expected, actual) {
  const [left, right] = [words(expected), words(actual)];
  if (left.length > MOST_WORDS || right.length > MOST_WORDS)
    return { expected: [expected], actual: [actual] };
  const common = commonWords(left, right);
  const spoken = (all) => all.filter((word) => word.trim() !== '').length;
  if (spoken(common) * 4 < Math.min(spoken(left), spoken(right)))
    return { expected: [expected], actual: [actual] };
  return { expected: marked(left, common), actual: marked(right, common) };
}

function words(text) {
  return text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

/** The longest common subsequence. */
function commonWords(left, right) {
  const table = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      table[i][j] =
        left[i] === right[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  const common = [];
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    if (left[i] === right[j]) {
      common.push(left[i]);
      i += 1;
      j += 1;
    } else if (table[i + 1][j] >= table[i][j + 1]) i += 1;
    else j += 1;
  }
  return common;
}

function marked(all, common) {
  let next = 0;
  return all.map((word) => {
    if (word !== common[next]) return make('mark', {}, word);
    next += 1;
    return word;
  });
}
