import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadConformanceData } from '../cli/conformance-data.ts';
import { type Account, notPassed, runIdentity } from './identity-run.ts';

const key = (): string => randomBytes(32).toString('base64');

describe('a target with two listed accounts and no registration', () => {
  it('is tested as a whole, and both accounts are afterwards as they were before', async () => {
    const { scenarios } = await loadConformanceData();
    const all = scenarios.filter(({ profile }) => profile === 'external-identity');
    const seen: unknown[][] = [];
    const look = async (accounts: readonly Account[]): Promise<void> => {
      if (seen.length === 0) for (const account of accounts) await account.publish(key(), key());
      seen.push(await Promise.all(accounts.map((account) => account.identity())));
    };
    const results = await runIdentity(all, {
      file: 'capabilities: { delivery: true }',
      server: { outboundTimeoutMs: 1_500 },
      look,
    });
    expect(notPassed(results)).toEqual({});
    expect(results.length).toBeGreaterThan(all.length);
    expect(seen[1]).toEqual(seen[0]);
  }, 180_000);
});
