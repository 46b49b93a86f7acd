import { beforeAll, describe, expect, it } from 'vitest';
import type { ResolvedScenario } from '../suite/model.ts';
import { runIdentity } from './identity-run.ts';
import { readScenarios } from './launched-run.ts';

let scenarios: readonly ResolvedScenario[];

beforeAll(async () => {
  scenarios = await readScenarios(['external-identity/inbox/accepts', 'external-identity/inbox/content']);
}, 60_000);

/** What the run says of the failure; the story alone, or one of the cases. */
async function finding(fault: string, name: string, slug: string | undefined): Promise<string> {
  const scenario = scenarios.find(({ id }) => id === `external-identity/inbox/${name}`);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  const cases = scenario.cases.filter((one) => one.slug === slug);
  const results = await runIdentity([{ ...scenario, cases }], {
    server: { faults: [fault] },
    network: { poolSize: 0 },
  });
  const failed = results
    .flatMap(({ checks }) => checks)
    .filter(({ verdict }) => /failed|warning/.test(verdict));
  return failed[0]?.message ?? 'nothing failed';
}

describe('a refusal of a rightly signed message', () => {
  it.each([
    ['inbox.verifies-whole-message', 'accepts', undefined, 'signed in the other dialect, jcs'],
    ['inbox.sorts-nothing', 'accepts', undefined, 'signed in the order in which they are sent'],
    ['inbox.sorts-only-top', 'content', 'depth', 'only the members at the top are put in order'],
    ['inbox.sorts-type-too', 'accepts', undefined, 'type is put in order with the other members'],
    ['inbox.leaves-payload-out', 'accepts', undefined, 'the payload is left out'],
    ['inbox.keeps-payload-apart', 'accepts', undefined, 'the payload is signed as one member'],
    ['inbox.verifies-raw-body', 'accepts', undefined, 'the raw body is signed'],
    ['inbox.verifies-empty-signature', 'accepts', undefined, 'an empty signature is signed along'],
    ['inbox.drops-milliseconds', 'accepts', undefined, 'reformatted: without milliseconds'],
    ['inbox.writes-zone-as-offset', 'accepts', undefined, 'reformatted: with +00:00 for Z'],
    ['inbox.counts-milliseconds', 'accepts', undefined, 'reformatted: as a number of milliseconds'],
    ['inbox.puts-spaces', 'accepts', undefined, 'a space follows every comma and colon'],
    ['inbox.escapes-non-ascii', 'content', 'composed', 'everything that is not ASCII is escaped'],
    ['inbox.escapes-solidus', 'content', 'solidus', 'every solidus has a backslash'],
    ['inbox.escapes-html', 'content', 'html', '<, >, &, U+2028 and U+2029 are escaped'],
    ['inbox.composes-letters', 'content', 'decomposed', 'brought into normal form C'],
    ['inbox.sorts-by-locale', 'content', 'locale', 'as a dictionary would'],
    ['inbox.sorts-ignoring-case', 'content', 'locale', 'as if capitals were small letters'],
    ['inbox.sorts-by-code-point', 'content', 'astral-names', 'by code point'],
    ['inbox.sorts-lists', 'content', 'arrays', 'the items of lists are put in order too'],
    ['inbox.writes-whole-numbers-with-point', 'content', 'integers', 'with a decimal point'],
    [
      'inbox.writes-short-exponents-long',
      'content',
      'small-numbers',
      'exponents are written with two digits',
    ],
    ['inbox.leaves-nulls-out', 'content', 'literals', 'members that are null are left out'],
    ['inbox.verifies-digest', 'accepts', undefined, 'its SHA-256 is signed'],
    ['inbox.reads-hex-signatures', 'accepts', undefined, 'written in hex instead of Base64'],
    ['inbox.reads-url-signatures', 'accepts', undefined, 'the alphabet for URLs'],
  ])(
    'under %s is explained by how the target reads it',
    async (fault, name, slug, words) => {
      const message = await finding(fault, name, slug);
      expect(message).toContain('the message gets in when');
      expect(message).toContain(words);
      expect(message).toMatch(/signed were \d+ bytes, SHA-256 [0-9a-f]{64}.*: \{"type":"FRIEND_INVITE"/);
    },
    60_000,
  );

  it('that no known mistake explains says so', async () => {
    const message = await finding('inbox.needs-token', 'accepts', undefined);
    expect(message).toMatch(/none of \d+ known wrong ways to sign it is accepted either/);
  }, 60_000);
});
