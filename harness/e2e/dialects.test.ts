/** Every dialect: a server that reads a hole otherwise is right where its target file says so, and only there. */

import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { VARIANTS } from '../../reference-server/index.ts';
import { parseTargetFile } from '../target/load.ts';
import { knownKeysAt } from '../target/schema.ts';
import { KAMMERTON } from './command-line.ts';
import { readScenarios, runLaunched } from './launched-run.ts';

/** By key of `dialect`: what the reading is about. */
const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  identifyField: ['p2core/identify/opens-session'],
  certEncoding: ['p2core/identify/opens-session', 'p2core/sessions/trust'],
  signatureEncoding: ['p2core/identify/opens-session'],
  bareString: ['p2core/keys/server-key', 'p2core/sessions/update-certificate'],
  timestampIn: ['p2core/keys/actor-history', 'p2core/keys/rotate-server-key'],
  updateCertBody: ['p2core/sessions/update-certificate'],
  events: ['p2core/events/new-session', 'p2core/events/server-key-change'],
  inboxSignature: ['external-identity/inbox/accepts'],
  inboxVerification: ['external-identity/inbox/accepts', 'external-identity/inbox/tampered'],
  maxSkewSeconds: ['external-identity/inbox/accepts', 'external-identity/inbox/stale'],
  aliasPattern: ['external-identity/alias/rule', 'external-identity/alias/malformed'],
};
const GOOD = /^(passed|unsupported|skipped)/;
/** They also read what is usual; that their dialect makes a difference is seen at a server that does not know it. */
const LENIENT = ['certificate.travels-as-pem-in-base64'];

/** No scenario comes near their limits: declared or not, nothing accuses them. */
const WITHIN_LIMITS = ['inbox.allows-ten-minutes'];

const declaring = VARIANTS.filter(({ targetFile }) => targetFile?.dialect !== undefined);

function dialectOf({ targetFile }: (typeof VARIANTS)[number]): Readonly<Record<string, unknown>> {
  const dialect = targetFile?.dialect;
  return typeof dialect === 'object' && dialect !== null ? { ...dialect } : {};
}

/** Verdicts of a started server, of that variant or none, under a target file with these keys. */
async function verdictsUnder(
  id: string,
  keys: Readonly<Record<string, unknown>>,
  variants: readonly string[] = [id],
): Promise<readonly string[]> {
  const found = declaring.find((one) => one.id === id);
  const ids = Object.keys(found === undefined ? {} : dialectOf(found)).flatMap((key) => SCENARIOS[key] ?? []);
  const words = ['--port', '${port}', '--domain', '${domain}', '--admin-token', '${adminToken}'];
  const variant = variants.flatMap((one) => ['--variant', one]);
  const text = stringify({
    name: id,
    url: 'http://127.0.0.1:${port}',
    domain: 'home.test',
    start: {
      command: [...KAMMERTON, 'serve', ...words, ...variant],
      ready: { path: '/p2core/challenge', timeout: '60s' },
    },
    admin: { token: '${adminToken}' },
    registration: { password: 's3cr3t-Pa55' },
    ...keys,
  });
  const known = { profiles: ['p2core', 'external-identity'], requirements: [] };
  const file = parseTargetFile('target.yaml', text, { known, environment: {} });
  const { verdicts } = await runLaunched(file, await readScenarios([...new Set(ids)]));
  return Object.entries(verdicts).map(([name, verdict]) => `${verdict} (${name})`);
}

describe('a dialect', () => {
  it('stands for each key that a target file knows, and a variant for each dialect', () => {
    const exercised = new Set(declaring.flatMap((variant) => Object.keys(dialectOf(variant))));
    expect([...exercised].toSorted()).toEqual([...knownKeysAt(['dialect'])].toSorted());
    expect(Object.keys(SCENARIOS).toSorted()).toEqual([...exercised].toSorted());
  });

  it.each(declaring.map((variant) => [variant.id, variant] as const))(
    '%s makes a legal reading no failure, and is needed for that',
    async (id, { targetFile = {} }) => {
      const [declared, undeclared] = await Promise.all([
        verdictsUnder(id, targetFile),
        LENIENT.includes(id) ? verdictsUnder(id, targetFile, []) : verdictsUnder(id, {}),
      ]);
      expect(declared.filter((verdict) => !GOOD.test(verdict))).toEqual([]);
      expect(declared.some((verdict) => verdict.startsWith('passed'))).toBe(true);
      const accused = undeclared.filter((verdict) => !GOOD.test(verdict));
      expect([id, accused.length > 0]).toEqual([id, !WITHIN_LIMITS.includes(id)]);
    },
  );
});
