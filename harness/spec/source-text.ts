/** Finds the sentence of a source document that a requirement points at, and hashes it. */

import { createHash } from 'node:crypto';

/** A sentence, table row, heading or code line, white space folded; or why there is none. */
export type FoundSentence =
  | { readonly found: true; readonly sentence: string; readonly hash: string }
  | { readonly found: false; readonly reason: string };

interface Section {
  readonly title: string;
  readonly level: number;
  /** Indices of its heading line and of the line after its last, deeper sections included. */
  readonly start: number;
  readonly end: number;
}

const FENCE = /^\s*(```|~~~)/;
const HEADING = /^(#{1,6})\s+(.*)$/;
/** Lines that are a unit of their own: indented headings, tabs and admonitions. */
const MARKER = /^\s*(#{1,6}\s|===|!!!|:::)/;
const LIST_ITEM = /^\s*([-*+]|\d+\.)\s/;
const TABLE_RULE = /^[\s|:-]+$/;
const SENTENCE_END = /(?<=[.!?]["')\]]?)(?<!\be\.g\.|\bi\.e\.|\betc\.)\s+(?=[A-Z`"'*_[(])/;
/** In documents without headings: three or more capitalised words and nothing else. */
const TITLE_LINE = /^[A-Z][a-z]*( [A-Z][a-z]*){2,}$/;

/**
 * @param section the heading as it reads, without markup; its deeper sections belong to it
 * @param phrase exact words of one sentence of that section
 */
export function findSentence(document: string, section: string, phrase: string): FoundSentence {
  const lines = document.split(/\r?\n/);
  const headed = markdownSections(lines);
  const sections = headed.length > 0 ? headed : titleLineSections(lines);
  const named = sections.filter(({ title }) => title === section);
  if (named.length === 0) return { found: false, reason: `there is no section "${section}"` };
  const split = headed.length > 0 ? sentencesOf : (part: readonly string[]) => part.map(fold);
  const wanted = fold(phrase);
  const matches = new Set(
    named.flatMap(({ start, end }) => split(lines.slice(start, end))).filter((unit) => unit.includes(wanted)),
  );
  const [sentence] = matches;
  if (sentence === undefined) {
    return { found: false, reason: `section "${section}" has no sentence with "${phrase}"` };
  }
  if (matches.size > 1) {
    return { found: false, reason: `section "${section}" has ${matches.size} sentences with "${phrase}"` };
  }
  return { found: true, sentence, hash: createHash('sha256').update(sentence).digest('hex').slice(0, 16) };
}

function markdownSections(lines: readonly string[]): Section[] {
  const headings: { title: string; level: number; start: number }[] = [];
  let fenced = false;
  lines.forEach((line, start) => {
    if (FENCE.test(line)) fenced = !fenced;
    const [, marks, title] = (!fenced && HEADING.exec(line)) || [];
    if (marks !== undefined && title !== undefined) {
      headings.push({ title: plainTitle(title), level: marks.length, start });
    }
  });
  return closeSections(headings, lines.length);
}

/** Pages saved as plain text: the first line is the page's title, later ones stand over each route. */
function titleLineSections(lines: readonly string[]): Section[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const titles = lines
    .map((line, start) => ({ title: line.trim(), level: 1, start }))
    .filter(({ title, start }) => start === first || TITLE_LINE.test(title));
  return closeSections(titles, lines.length);
}

function closeSections(headings: readonly Omit<Section, 'end'>[], lineCount: number): Section[] {
  return headings.map((heading, index) => {
    const next = headings.slice(index + 1).find(({ level }) => level <= heading.level);
    return { ...heading, end: next?.start ?? lineCount };
  });
}

/** A heading as a reader sees it: no HTML, no icons, no link targets, no code marks. */
function plainTitle(heading: string): string {
  return fold(
    heading
      .replace(/<[^>]*>/g, '')
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/:[a-z-]+:(\{[^}]*\})?/g, '')
      .replace(/`/g, ''),
  );
}

function sentencesOf(lines: readonly string[]): string[] {
  const units: string[] = [];
  let paragraph: string[] = [];
  const flush = () => {
    if (paragraph.length > 0) units.push(...fold(paragraph.join(' ')).split(SENTENCE_END));
    paragraph = [];
  };
  let fenced = false;
  for (const line of lines) {
    if (FENCE.test(line)) {
      flush();
      fenced = !fenced;
    } else if (fenced || MARKER.test(line) || line.trimStart().startsWith('|')) {
      flush();
      if (!TABLE_RULE.test(line)) units.push(fold(line));
    } else if (line.trim() === '') {
      flush();
    } else {
      if (LIST_ITEM.test(line)) flush();
      paragraph.push(line);
    }
  }
  flush();
  return units;
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
