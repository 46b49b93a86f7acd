import { describe, expect, it } from 'vitest';
import { mergeShards, type Shard } from './merge.ts';
import { runOf, SAMPLE_PROFILES, sampleEvents, shardsOf, withHeader } from './sample-run-for-tests.ts';

const shards = (count: number): readonly Shard[] =>
  shardsOf(sampleEvents(), count).map((events, index) => ({ file: `${index + 1}.json`, run: runOf(events) }));
const merge = (given: readonly Shard[]) => mergeShards(given, SAMPLE_PROFILES);

describe('the shards of a run', () => {
  it('make the very results of the whole, in whatever order they are given', () => {
    const whole = runOf(sampleEvents());
    const merged = merge([...shards(3)].reverse());
    expect(merged.summary).toEqual(whole.summary);
    expect([...merged.scenarios()]).toEqual([...whole.scenarios()]);
  });

  it('are judged as a full run only together', () => {
    expect(shards(2).map(({ run }) => run.summary.selection)).toEqual([['--shard 1/2'], ['--shard 2/2']]);
    expect(merge(shards(2)).summary.selection).toEqual([]);
  });

  it('are incomplete when one of them is', () => {
    const [first = [], second = []] = shardsOf(sampleEvents(), 2);
    const cut = { file: '2.json', run: runOf(second.slice(0, -1)) };
    expect(merge([{ file: '1.json', run: runOf(first) }, cut]).summary).toMatchObject({
      complete: false,
      aborted: expect.stringMatching(/^2\.json: .*cut short$/),
    });
  });

  const [one, two, three] = shards(3);
  const changed = (change: Parameters<typeof withHeader>[1]): Shard => {
    const [, events = []] = shardsOf(sampleEvents(), 2);
    return {
      file: 'changed.json',
      run: runOf(withHeader(events, { selection: ['--shard 2/2'], ...change })),
    };
  };
  const half = shards(2)[0];
  it.each<[what: string, given: readonly (Shard | undefined)[], message: RegExp]>([
    ['one is missing', [one, three], /shard 2\/3 is missing: give the files of all 3 shards/],
    ['one is there twice', [one, two, two, three], /2\.json: is shard 2, and so is 2\.json/],
    ['they were dealt out in other numbers', [one, half], /1\.json: was dealt out otherwise/],
    [
      'they were dealt out by other durations',
      [half, changed({ selection: ['--shard 2/2 by abc'] })],
      /dealt out otherwise/,
    ],
    [
      'one is a whole run',
      [one, { file: 'whole.json', run: runOf(sampleEvents()) }],
      /whole\.json: is no shard/,
    ],
    [
      'one is of another target',
      [half, changed({ target: { name: 'x', url: 'http://x', domain: 'd' } })],
      /differs from 1\.json in target name/,
    ],
    ['one has another dialect', [half, changed({ dialect: {} })], /differs from 1\.json in dialect/],
    [
      'one is of another version',
      [half, changed({ tool: { name: 'kammerton', version: '9' } })],
      /differs from 1\.json in tool/,
    ],
    [
      'one selects more',
      [half, changed({ selection: ['p2core/x', '--shard 2/2'] })],
      /differs from 1\.json in selection/,
    ],
    [
      'a scenario stands in two of them',
      [
        half,
        {
          file: '2.json',
          run: runOf(withHeader(shardsOf(sampleEvents(), 2)[0] ?? [], { selection: ['--shard 2/2'] })),
        },
      ],
      /stands in two of these files/,
    ],
    ['there are none', [], /nothing to merge/],
  ])('are refused when %s', (_, given, message) => {
    expect(() => merge(given.flatMap((shard) => shard ?? []))).toThrow(message);
  });

  it('are refused by a release that knows other requirements', () => {
    const younger = SAMPLE_PROFILES.map((profile) => ({ ...profile, requirementSet: 'def456' }));
    expect(() => mergeShards(shards(2), younger)).toThrow(/p2core has other requirements here/);
  });
});
