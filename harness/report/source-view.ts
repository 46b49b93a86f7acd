/** The source documents sentence by sentence, each with what became of it: one HTML page, nothing loaded from elsewhere. */

import type { RequirementId } from '../spec/model.ts';
import { type Coverage, type CoveredSentence, summarizeCoverage } from '../spec/sentence-coverage.ts';
import type { RequirementStatus } from '../verdict/model.ts';
import { escapeMarkup } from './markup.ts';

export interface ViewedDocument {
  /** Its name, as requirements give it. */
  readonly file: string;
  readonly sentences: readonly CoveredSentence[];
}

export interface SourceView {
  readonly documents: readonly ViewedDocument[];
  /** What a recorded run says of each requirement; absent: the suite alone is shown. */
  readonly run?: { readonly title: string; readonly statuses: ReadonlyMap<RequirementId, RequirementStatus> };
}

type State = Coverage | 'held' | 'broken';

const LABELS: Readonly<Record<State, string>> = {
  held: 'held',
  broken: 'broken',
  tested: 'tested',
  untested: 'no scenario',
  untestable: 'not testable',
  aside: 'no duty',
  uncovered: 'uncovered',
  prose: '',
};

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1b1b1b; background: #fff }
table { border-collapse: collapse } td, th { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid #ccc } th:first-child { text-align: left }
ol { list-style: none; padding: 0 } li { display: grid; grid-template-columns: 3.5rem 7rem 1fr; gap: .6rem; padding: .15rem .4rem; overflow-wrap: anywhere }
.line, .note { color: #555; font-size: .85em } .note { display: block } .state { font-weight: 600 }
.held, .tested { background: #e6f4ea } .broken { background: #fbd9d5 } .uncovered { background: #fff1c2 } .untested { background: #fde8cf }
.untestable, .aside { background: #ececf4 } .prose { color: #555 }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 } .line, .note, .prose { color: #aaa } .held, .tested { background: #17361f }
.broken { background: #5a1d17 } .uncovered { background: #4a3c05 } .untested { background: #4d3010 } .untestable, .aside { background: #2a2a3a } }
`;

/** The whole page. */
export function renderSourceView(view: SourceView): string {
  const title = view.run === undefined ? 'The sources, sentence by sentence' : view.run.title;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    `<title>${escapeMarkup(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escapeMarkup(title)}</h1>`,
    ...summaryLines(view),
    ...view.documents.flatMap((document, index) => documentLines(document, index, view)),
    '</body></html>',
    '',
  ].join('\n');
}

function summaryLines({ documents }: SourceView): readonly string[] {
  const rows = documents.map(({ file, sentences }, index) => {
    const { normative, counts } = summarizeCoverage(sentences);
    const numbers = [normative, counts.tested, counts.untested, counts.untestable, counts.aside];
    const cells = [...numbers, counts.uncovered].map((number) => `<td>${number}</td>`).join('');
    return `<tr><th><a href="#document-${index}">${escapeMarkup(file)}</a></th>${cells}</tr>`;
  });
  const heads = ['normative', 'tested', 'no scenario', 'not testable', 'no duty', 'uncovered'];
  return [
    '<p>A sentence with must, should, may, required or shall is normative.</p>',
    `<table><tr><th>document</th>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>`,
    ...rows,
    '</table>',
  ];
}

function documentLines(
  { file, sentences }: ViewedDocument,
  index: number,
  view: SourceView,
): readonly string[] {
  return [
    `<h2 id="document-${index}">${escapeMarkup(file)}</h2>`,
    '<ol>',
    ...sentences.map((sentence) => sentenceLine(sentence, view)),
    '</ol>',
  ];
}

function sentenceLine(sentence: CoveredSentence, { run }: SourceView): string {
  const state = run === undefined ? sentence.coverage : stateOf(sentence, run.statuses);
  const notes = sentence.requirements.map(({ id, level, text, untestable }) => {
    const status = run?.statuses.get(id);
    const told = [`${id} ${level}${status === undefined ? '' : `, ${status}`}: ${text}`];
    return [...told, ...(untestable === undefined ? [] : [`Not testable: ${untestable}`])].join(' ');
  });
  const shown = [...notes, ...(sentence.reason === undefined ? [] : [sentence.reason])];
  const note = shown.map((text) => `<span class="note">${escapeMarkup(text)}</span>`).join('');
  const text = escapeMarkup(sentence.text);
  return `<li class="${state}"><span class="line">${sentence.line}</span><span class="state">${LABELS[state]}</span><span>${text}${note}</span></li>`;
}

/** Broken when one of its requirements is, held when all that can be tested are. */
function stateOf(
  { coverage, requirements }: CoveredSentence,
  statuses: ReadonlyMap<RequirementId, RequirementStatus>,
): State {
  if (coverage !== 'tested') return coverage;
  const testable = requirements.filter(({ untestable }) => untestable === undefined);
  if (testable.some(({ id }) => statuses.get(id) === 'broken')) return 'broken';
  return testable.every(({ id }) => statuses.get(id) === 'held') ? 'held' : coverage;
}
