/** A comparison of two editions of the specification data, as text for a terminal and as Markdown for a pull request. */

import type {
  DecisionChange,
  FieldChange,
  OperationChange,
  RequirementChange,
  SentenceChange,
  SpecDiff,
  Touched,
} from '../spec/diff/model.ts';
import { wordDiff } from '../spec/diff/word-diff.ts';
import { escapeText } from './escape.ts';

/** One thing that changed; `details` are lines below it. */
interface Item {
  readonly title: string;
  readonly note: string;
  readonly details: readonly string[];
}

interface Section {
  readonly title: string;
  readonly items: readonly Item[];
}

/** Lines of plain text, safe for a terminal. */
export function specDiffText(diff: SpecDiff): string {
  const sections = sectionsOf(diff);
  const lines = [
    `${diff.old} → ${diff.new}`,
    ...(sections.length === 0 ? ['no difference'] : []),
    ...sections.flatMap(({ title, items }) => [
      '',
      title,
      ...items.flatMap((item) => [
        `  ${item.title}  ${item.note}`,
        ...item.details.map((detail) => `      ${detail}`),
      ]),
    ]),
  ];
  return `${lines.map(escapeText).join('\n')}\n`;
}

/** The same for a pull request. */
export function specDiffMarkdown(diff: SpecDiff): string {
  const sections = sectionsOf(diff);
  const lines = [
    `## Specification: ${markdown(diff.old)} → ${markdown(diff.new)}`,
    ...(sections.length === 0 ? ['', 'No difference.'] : []),
    ...sections.flatMap(({ title, items }) => [
      '',
      `### ${markdown(title)}`,
      '',
      ...items.flatMap((item) => [
        `- **${markdown(item.title)}** ${markdown(item.note)}`,
        ...item.details.map((detail) => `  - ${markdown(detail)}`),
      ]),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function markdown(text: string): string {
  return escapeText(text).replace(/[\\`*_[\]<>|#&~]/g, (character) => `\\${character}`);
}

function sectionsOf(diff: SpecDiff): readonly Section[] {
  return [
    section('Requirements', diff.requirements, requirementItem),
    section('Decisions', diff.decisions, decisionItem),
    section('Operations', diff.operations, operationItem),
    section('Sentences', diff.sentences, sentenceItem),
  ].filter(({ items }) => items.length > 0);
}

function section<Changed extends { readonly change: string }>(
  title: string,
  changes: readonly Changed[],
  item: (change: Changed) => Item,
): Section {
  const counts = new Map<string, number>();
  for (const { change } of changes) counts.set(change, (counts.get(change) ?? 0) + 1);
  const told = [...counts].sort().map(([change, count]) => `${count} ${change}`);
  return { title: `${title}: ${told.join(', ')}`, items: changes.map(item) };
}

function requirementItem({ id, change, level, text, fields, replacedBy, touches }: RequirementChange): Item {
  const details = [
    ...(change === 'changed' ? fields.map(fieldLine) : [`${level}: ${text}`]),
    ...levelLine(fields),
    ...(change === 'removed' ? [replacementLine(replacedBy)] : []),
    ...touchedLines(touches),
  ];
  const note =
    change === 'changed'
      ? fields.map(({ field }) => (field === 'text' ? 'reworded' : field)).join(', ')
      : change;
  return { title: id, note, details };
}

function replacementLine(replacedBy: readonly string[] | undefined): string {
  if (replacedBy === undefined) return 'has no tombstone: results that name it would not be understood';
  return replacedBy.length === 0 ? 'nothing took its place' : `replaced by ${replacedBy.join(', ')}`;
}

function levelLine(fields: readonly FieldChange[]): readonly string[] {
  const level = fields.find(({ field }) => field === 'level');
  if (level?.new === 'MUST') return ['a server that breaks it had a warning, and fails from now on'];
  return level?.old === 'MUST' ? ['a server that breaks it failed, and has a warning from now on'] : [];
}

function fieldLine({ field, old, new: now }: FieldChange): string {
  if (old === undefined) return `${field}: none → ${now ?? 'none'}`;
  if (now === undefined) return `${field}: ${old} → none`;
  return ['text', 'why', 'hole', 'decision', 'untestable'].includes(field) && old.includes(' ')
    ? `${field}: ${wordDiffText(old, now)}`
    : `${field}: ${old} → ${now}`;
}

const MARKS = { same: ['', ''], old: ['[-', '-]'], new: ['{+', '+}'] } as const;

function wordDiffText(old: string, now: string): string {
  return wordDiff(old, now)
    .map(({ kind, text }) => `${MARKS[kind][0]}${text}${MARKS[kind][1]}`)
    .join(' ');
}

function decisionItem({ id, change, fields, requirements }: DecisionChange): Item {
  const resting = requirements.length === 0 ? [] : [`requirements: ${requirements.join(', ')}`];
  const note = change === 'changed' ? fields.map(({ field }) => field).join(', ') : change;
  return { title: id, note, details: [...fields.map(fieldLine), ...resting] };
}

function operationItem({ id, route, change, breaks, changes, touches }: OperationChange): Item {
  const lines = changes.map((one) => {
    const effect = one.breaks === 'nobody' ? '' : ` (breaks ${one.breaks})`;
    return `${one.where}: ${one.what}${effect}`;
  });
  const effect = breaks === 'nobody' ? 'not breaking' : `breaks ${breaks}`;
  const title = id === route ? route : `${route} ${id}`;
  return { title, note: `${change}, ${effect}`, details: [...lines, ...touchedLines(touches)] };
}

function sentenceItem(sentence: SentenceChange): Item {
  const { change, section, line, old = '', new: now = '', from, normative, requirements, touches } = sentence;
  const text = change === 'changed' ? wordDiffText(old, now) : change === 'removed' ? old : now;
  const rests = requirements.length === 0 ? [] : [`rests on it: ${requirements.join(', ')}`];
  const came = from === undefined ? '' : ` from ${from}`;
  const place = section === '' ? `line ${line}` : `${section}, line ${line}`;
  return {
    title: place,
    note: `${change}${came}${normative ? ', normative' : ''}`,
    details: [text, ...rests, ...(requirements.length === 0 ? [] : touchedLines(touches))],
  };
}

function touchedLines({ scenarios, faults }: Touched): readonly string[] {
  const named = scenarios.map(({ id, story, cases }) => {
    if (cases.length === 0) return id;
    return story ? `${id} with cases ${cases.join(', ')}` : cases.map((slug) => `${id}#${slug}`).join(', ');
  });
  return [
    ...(named.length === 0 ? ['touches no scenario'] : named.map((name) => `touches ${name}`)),
    ...(faults.length === 0 ? [] : [`faults: ${faults.join(', ')}`]),
  ];
}
