import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../events.ts';
import { FORMATS, writePieces } from './formats.ts';
import { mergeShards } from './merge.ts';
import { readRun } from './read-run.ts';
import type { RecordedRun } from './recorded-run.ts';
import { hostile, PAYLOAD, runOf, SAMPLE_PROFILES, sampleEvents, shardsOf } from './sample-run-for-tests.ts';

const NAMES = [...FORMATS.keys()];
const JUNIT_SCHEMA = join(import.meta.dirname, 'fixtures', 'junit.xsd');
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

function render(name: string, run: RecordedRun): string {
  const format = FORMATS.get(name);
  if (format === undefined) throw new Error(`there is no format ${name}`);
  return [...format.render(run, SAMPLE_PROFILES)].join('');
}

const sample = (change: (events: RunEvent[]) => void = () => undefined): RecordedRun => {
  const events = [...sampleEvents()];
  change(events);
  return runOf(events);
};
const cutShort = (): RecordedRun => sample((events) => events.pop());
const merged = (): RecordedRun =>
  mergeShards(
    shardsOf(sampleEvents(), 4).map((events, index) => ({ file: `shard${index + 1}`, run: runOf(events) })),
    SAMPLE_PROFILES,
  );

describe.each(NAMES)('the %s report', (name) => {
  it('is the same from events, from results and from merged shards', () => {
    const direct = render(name, sample());
    const path = join(mkdtempSync(join(tmpdir(), 'kammerton-formats-')), 'results.json');
    writePieces(path, [render('json', sample())]);
    expect(render(name, readRun(path, SAMPLE_PROFILES))).toBe(direct);
    expect(render(name, merged())).toBe(direct);
  });

  it('of a run that was cut short says so', () => {
    expect(render(name, sample())).not.toMatch(/cut short/);
    expect(render(name, cutShort())).toMatch(/cut short/);
  });

  it('holds no character that an editor or a terminal would obey', () => {
    // What is JSON escapes them by itself, but for U+2028, which is no control.
    const text = render(name, runOf(hostile(sampleEvents())));
    expect(text).not.toMatch(
      name === 'json' || name === 'har'
        ? /[\u0000-\u0009\u000b-\u001f]/
        : /[\u0000-\u0008\u000b-\u001f\u202e]/,
    );
  });
});

describe('waivers', () => {
  it.each(['json', 'html', 'junit', 'markdown'])('stand by name in the %s report', (name) => {
    const text = render(name, sample());
    expect(text).toContain('P2-KEY-05');
    expect(text).toContain('no rotation on this stage');
  });
});

describe('the JUnit report', () => {
  it('counts and names what failed', () => {
    const xml = render('junit', sample());
    expect(xml).toMatch(/<testsuite name="p2core\/identify" tests="6" failures="3" errors="0" skipped="0"/);
    expect(xml).toMatch(
      /<failure type="conformance" message="P2-IDN-07: by decision D1: the second time was accepted">/,
    );
    expect(xml).toMatch(/<skipped message="unsupported: getKeyPackages answers 404">/);
    expect(xml).toMatch(/name="the run came to its end" time="0"><\/testcase>/);
  });

  it('has an error for a run that was cut short', () => {
    expect(render('junit', cutShort())).toMatch(/<testsuite name="run" tests="1" failures="0" errors="1"/);
  });

  it.skipIf(!hasXmllint && process.env.CI !== 'true').each([
    ['an ordinary run', sample],
    ['a run that was cut short', cutShort],
    ['a run full of hostile text', () => runOf(hostile(sampleEvents()))],
  ])('fits the schema: %s', (_, run) => {
    const path = join(mkdtempSync(join(tmpdir(), 'kammerton-junit-')), 'junit.xml');
    writeFileSync(path, render('junit', run()));
    execFileSync('xmllint', ['--noout', '--schema', JUNIT_SCHEMA, path], { stdio: 'pipe' });
  });

  if (!hasXmllint)
    console.warn(
      'SKIPPED: xmllint is missing (Debian: libxml2-utils); the JUnit report is not held against its schema',
    );
});

describe('the Markdown report', () => {
  it('shows failures first, each with its reason and command', () => {
    const text = render('markdown', sample());
    expect(text).toMatch(/^## ❌ non-conformant: `my-server`\n/);
    expect(text.indexOf('### Failed: 2 requirements')).toBeLessThan(text.indexOf('### Waived: 1'));
    expect(text).toContain('rerun:    kammerton run p2core/identify/replay --seed 42');
    expect(text).toContain(
      '<b><code>P2-IDN-04</code></b> <code>p2core/identify/wrong-signature#flipped</code> and 1 more',
    );
  });

  it('lets nothing hostile out of its code: no mention, no tag, no fence that ends early', () => {
    const outside = render('markdown', runOf(hostile(sampleEvents())))
      .replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '')
      .replaceAll(/<code>[^<]*<\/code>/g, '')
      .replaceAll(/(?<!`)(`+)[^`](?:.*?[^`])?\1(?!`)/g, '');
    expect(outside).not.toMatch(/owned|@everyone|<img|<script/);
  });
});

describe('the HAR report', () => {
  it('holds every exchange, with a page for each result that has any', () => {
    const { log } = JSON.parse(render('har', sample()));
    const exchanges = [...sample().scenarios()].flatMap(({ steps }) =>
      steps.flatMap((step) => step.exchanges),
    );
    expect([log.version, log.entries.length]).toEqual(['1.2', exchanges.length]);
    const pages = log.pages.map(({ id }: { id: string }) => id);
    expect(new Set(log.entries.map(({ pageref }: { pageref: string }) => pageref))).toEqual(new Set(pages));
    for (const entry of log.entries) {
      expect(entry).toMatchObject({
        startedDateTime: expect.stringMatching(/^\d{4}-.*Z$/),
        time: expect.any(Number),
        request: {
          method: expect.any(String),
          headers: expect.any(Array),
          queryString: expect.any(Array),
          cookies: [],
        },
        response: {
          status: expect.any(Number),
          content: { size: expect.any(Number), mimeType: expect.any(String) },
        },
        timings: { send: 0, wait: expect.any(Number), receive: 0 },
        cache: {},
      });
    }
  });
});

describe('the badge', () => {
  const colourOf = (run: RecordedRun): string =>
    /<rect x=.* fill="(#\w+)"/.exec(render('badge', run))?.[1] ?? '';
  const passing = (events: RunEvent[]): void => {
    const kept = events.filter(
      (event) => event.type !== 'scenario-finished' || event.result.verdict === 'passed',
    );
    events.splice(0, events.length, ...kept);
  };

  it('is red for a broken MUST and says how many hold', () => {
    expect(render('badge', sample())).toContain('aria-label="p2core: non-conformant 1/6"');
    expect(colourOf(sample())).toBe('#cf222e');
  });

  it('is green for nothing less than a whole conformant run', () => {
    expect(colourOf(sample(passing))).not.toBe('#1a7f37');
    const cut = sample((events) => {
      passing(events);
      events.pop();
    });
    expect(colourOf(cut)).toBe('#59636e');
  });
});

describe('the annotations for GitHub', () => {
  it('mark the scenario file of each failure', () => {
    const [first] = render('github', sample())
      .split('\n')
      .filter((line) => line.startsWith('::error'));
    expect(first).toMatch(
      /^::error file=suites\/p2core\/identify\/replay\.yaml,title=P2-IDN-07 p2core\/identify\/replay::step 3 identify: by decision D1: /,
    );
  });

  it('begin no command of a target', () => {
    const lines = render('github', runOf(hostile(sampleEvents())))
      .trimEnd()
      .split('\n');
    expect(PAYLOAD).toContain('\n');
    expect(lines.filter((line) => !/^::(error|warning) (file|title)=[^:]*::/.test(line))).toEqual([]);
    expect(lines).toHaveLength(render('github', sample()).trimEnd().split('\n').length);
  });
});
