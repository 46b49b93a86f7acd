/** Finds the sentence of a source document that a requirement points at, and hashes it. */

import { createHash } from 'node:crypto';

/** A sentence, table row, heading or code line, white space folded; or why there is none. */
export type FoundSentence =
  | { readonly found: true; readonly sentence: string; readonly hash: string }
  | { readonly found: false; readonly reason: string };

/** A sentence with its place. */
export interface PlacedSentence {
  readonly text: string;
  readonly hash: string;
  /** Where it begins, from 1. */
  readonly line: number;
  /** The headings that it stands under, outermost first, its own section last. */
  readonly sections: readonly string[];
}

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
  const { lines, sections, unitsOf } = read(document);
  const named = sections.filter(({ title }) => title === section);
  if (named.length === 0) return { found: false, reason: `there is no section "${section}"` };
  const wanted = fold(phrase);
  const texts = named.flatMap(({ start, end }) => unitsOf(lines.slice(start, end)).map(({ text }) => text));
  const matches = new Set(texts.filter((text) => text.includes(wanted)));
  const [sentence] = matches;
  if (sentence === undefined) {
    return { found: false, reason: `section "${section}" has no sentence with "${phrase}"` };
  }
  if (matches.size > 1) {
    return { found: false, reason: `section "${section}" has ${matches.size} sentences with "${phrase}"` };
  }
  return { found: true, sentence, hash: hashOf(sentence) };
}

/** Every sentence of a document in its order, headings, table rows and lines of code included. */
export function placedSentences(document: string): readonly PlacedSentence[] {
  const { lines, sections, unitsOf } = read(document);
  return unitsOf(lines)
    .filter(({ text }) => text !== '')
    .map(({ text, line }) => ({
      text,
      hash: hashOf(text),
      line: line + 1,
      sections: sections.filter(({ start, end }) => start <= line && line < end).map(({ title }) => title),
    }));
}

/** The first 16 hex digits of the SHA-256 of a folded sentence. */
function hashOf(sentence: string): string {
  return createHash('sha256').update(sentence).digest('hex').slice(0, 16);
}

/** A sentence, and the index of the line that it begins in. */
interface Unit {
  readonly text: string;
  readonly line: number;
}

function read(document: string) {
  const lines = document.split(/\r?\n/);
  const headed = markdownSections(lines);
  return headed.length > 0
    ? { lines, sections: headed, unitsOf: sentencesOf }
    : { lines, sections: titleLineSections(lines), unitsOf: linesOf };
}

function linesOf(lines: readonly string[]): readonly Unit[] {
  return lines.map((text, line) => ({ text: fold(text), line }));
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

function sentencesOf(lines: readonly string[]): readonly Unit[] {
  const units: Unit[] = [];
  let paragraph: Unit[] = [];
  const flush = () => {
    units.push(...splitParagraph(paragraph));
    paragraph = [];
  };
  let fenced = false;
  for (const [line, text] of lines.entries()) {
    if (FENCE.test(text)) {
      flush();
      fenced = !fenced;
    } else if (fenced || MARKER.test(text) || text.trimStart().startsWith('|')) {
      flush();
      if (!TABLE_RULE.test(text)) units.push({ text: fold(text), line });
    } else if (text.trim() === '') {
      flush();
    } else {
      if (LIST_ITEM.test(text)) flush();
      paragraph.push({ text: fold(text), line });
    }
  }
  flush();
  return units;
}

/** The sentences of a paragraph, each with the line in which it begins. */
function splitParagraph(paragraph: readonly Unit[]): readonly Unit[] {
  if (paragraph.length === 0) return [];
  let end = 0;
  const ends = paragraph.map(({ text, line }) => {
    end += text.length + 1;
    return { line, end };
  });
  const whole = paragraph.map(({ text }) => text).join(' ');
  let at = 0;
  return whole.split(SENTENCE_END).map((text) => {
    at = whole.indexOf(text, at);
    const begins = at;
    at += text.length;
    return { text, line: ends.find((one) => begins < one.end)?.line ?? 0 };
  });
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
