import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderJson } from './json.ts';
import { readRun, runOfEvents } from './read-run.ts';
import { nameOf } from './recorded-run.ts';
import { SAMPLE_PROFILES, sampleEvents, writeEvents } from './sample-run-for-tests.ts';

const read = (path: string) => readRun(path, SAMPLE_PROFILES);

function resultsFile(change: (results: Record<string, unknown>) => void = () => undefined): string {
  const path = writeEvents(sampleEvents()).replace('events.ndjson', 'results.json');
  const text = [...renderJson(runOfEvents(writeEvents(sampleEvents()), SAMPLE_PROFILES))].join('');
  const results = JSON.parse(text);
  change(results);
  writeFileSync(path, JSON.stringify(results, null, 2));
  return path;
}

describe('a recorded run', () => {
  it('is the same from its events and from its results', () => {
    const [fromEvents, fromResults] = [read(writeEvents(sampleEvents())), read(resultsFile())];
    expect(fromResults.summary).toEqual(fromEvents.summary);
    expect([...fromResults.scenarios()]).toEqual([...fromEvents.scenarios()]);
  });

  it('has its results in one order, however they finished', () => {
    const [header, ...rest] = sampleEvents();
    if (header === undefined) throw new Error('the sample is empty');
    const backwards = read(
      writeEvents([header, ...rest.filter(({ type }) => type === 'scenario-finished').reverse()]),
    );
    const names = [...backwards.scenarios()].map(nameOf);
    expect(names).toEqual([...read(writeEvents(sampleEvents())).scenarios()].map(nameOf));
    expect(names.indexOf('p2core/identify/wrong-signature')).toBeLessThan(
      names.indexOf('p2core/identify/wrong-signature#flipped'),
    );
  });

  it('keeps every finished scenario of a file that ends in the middle of a line, and is not complete', () => {
    const whole = sampleEvents().slice(0, -2);
    const { summary, scenarios } = read(
      writeEvents(whole, '{"type":"scenario-finished","result":{"id":"p2core/x'),
    );
    expect(summary).toMatchObject({ complete: false, aborted: expect.stringContaining('cut short') });
    expect([...scenarios()]).toHaveLength(whole.filter(({ type }) => type === 'scenario-finished').length);
  });

  it('may be so large that a line is longer than what is read at once', () => {
    const events = sampleEvents().map((event) =>
      event.type === 'note' ? { ...event, message: 'é'.repeat(2_000_000) } : event,
    );
    expect(read(writeEvents(events)).summary).toEqual(read(writeEvents(sampleEvents())).summary);
  });
});

describe('what is no recorded run is refused, with place and field:', () => {
  const events = sampleEvents();
  const [header] = events;
  it.each<[what: string, path: () => string, message: RegExp]>([
    [
      'a file that is not there',
      () => '/no/such/file.json',
      /^\/no\/such\/file\.json: there is no such file$/,
    ],
    ['a folder', () => import.meta.dirname, /: is no file$/],
    [
      'results that are cut short',
      () => cut(resultsFile()),
      /results\.json: is no whole JSON; .* give its events\.ndjson/,
    ],
    [
      'results of another format',
      () => resultsFile((results) => Object.assign(results, { format: 'kammerton-results/2' })),
      /results\.json: format: must be "kammerton-results\/1"$/,
    ],
    [
      'results with an unknown verdict',
      () => resultsFile((results) => Object.assign(results, { verdict: 'splendid' })),
      /results\.json: verdict: must be equal to one of the allowed values/,
    ],
    [
      'results with an unknown member',
      () => resultsFile((results) => Object.assign(results, { extra: 1 })),
      /results\.json: must NOT have additional properties \(extra\)$/,
    ],
    [
      'a broken line in the middle',
      () => writeEvents(events.slice(0, 2), '{"type":\n{}\n'),
      /events\.ndjson:3: this line is no JSON/,
    ],
    [
      'events of another shape',
      () => writeEvents(events.slice(0, 1), '{"type":"footer"}\n'),
      /events\.ndjson:2: .*durationMs/,
    ],
    [
      'two runs in one file',
      () => writeEvents([...events, ...(header === undefined ? [] : [header])]),
      /events\.ndjson:\d+: a header stands in the first line, and nowhere else/,
    ],
    [
      'a scenario that finished twice',
      () => writeEvents([...events.slice(0, 4), ...events.slice(3, 4)]),
      /finished twice/,
    ],
  ])('%s', (_, path, message) => {
    expect(() => read(path())).toThrow(message);
  });
});

function cut(path: string): string {
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -100));
  return path;
}
