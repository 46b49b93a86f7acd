import { describe, expect, it } from 'vitest';
import type { Requirement } from '../spec/model.ts';
import type { Coverage, CoveredSentence } from '../spec/sentence-coverage.ts';
import { renderSourceView } from './source-view.ts';

const duty = (id: string, untestable?: string): Requirement => ({
  id,
  profile: 'tiny',
  topic: 'doors',
  level: 'MUST',
  text: `The duty <${id}>.`,
  basis: 'seed',
  source: { file: 'book.md', section: 'Doors', phrase: 'door', hash: '0000000000000000' },
  why: 'So.',
  ...(untestable === undefined ? {} : { untestable }),
});

const sentence = (
  text: string,
  coverage: Coverage,
  requirements: readonly Requirement[] = [],
): CoveredSentence => ({
  text,
  hash: '0000000000000000',
  line: 3,
  sections: ['Doors'],
  normative: true,
  coverage,
  requirements,
});

const sentences = [
  sentence('A door must <b>open</b>.', 'tested', [duty('TY-A')]),
  sentence('It must shut.', 'tested', [duty('TY-A'), duty('TY-B')]),
  sentence('It must be \u001b[31mred\u202e.', 'untestable', [duty('TY-C', 'Nobody & nothing sees it.')]),
  sentence('It may creak.', 'uncovered'),
];
const documents = [{ file: 'book<.md', sentences }];

/** The state of each sentence, in order. */
const states = (page: string) => [...page.matchAll(/<li class="(\w+)">/g)].map((match) => match[1]);

describe('the sources as a page', () => {
  it('shows what the suite does about each sentence', () => {
    expect(states(renderSourceView({ documents }))).toEqual(['tested', 'tested', 'untestable', 'uncovered']);
  });

  it('shows what a run held: all that is tested, or something broken', () => {
    const view = (a: 'held' | 'broken', b: 'held' | 'broken' | 'untested') =>
      states(
        renderSourceView({
          documents,
          run: {
            title: 'Run',
            statuses: new Map([
              ['TY-A', a],
              ['TY-B', b],
            ]),
          },
        }),
      ).slice(0, 2);
    expect(view('held', 'held')).toEqual(['held', 'held']);
    expect(view('held', 'broken')).toEqual(['held', 'broken']);
    expect(view('held', 'untested')).toEqual(['held', 'tested']);
    expect(view('broken', 'untested')).toEqual(['broken', 'broken']);
  });

  it('keeps text text, whatever stands in it', () => {
    const page = renderSourceView({ documents });
    expect(page).toContain('A door must &lt;b&gt;open&lt;/b&gt;.');
    expect(page).toContain('book&lt;.md');
    expect(page).toContain('The duty &lt;TY-A&gt;.');
    expect(page).toContain('Nobody &amp; nothing sees it.');
    expect(page).not.toMatch(/\u001b|\u202e|<b>/);
  });

  it('loads nothing from elsewhere', () => {
    const page = renderSourceView({ documents });
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<img|<link|src=|https?:/);
  });
});
