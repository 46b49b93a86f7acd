import { describe, expect, it } from 'vitest';
import { loadConformanceData } from '../cli/conformance-data.ts';
import { notPassed, runIdentity } from './identity-run.ts';

/**
 * As the server that was observed: it looks senders up at https://localhost:PORT only, waits 10 s for silent ones, answers
 * shape errors with 422 and malformed JSON in plain words, ignores the time, and takes one message of a sender.
 */
describe('a server that finds senders at https://localhost:PORT under a given authority', () => {
  it('is accused of nothing', async () => {
    const { scenarios } = await loadConformanceData();
    const all = scenarios.filter(({ profile }) => profile === 'external-identity');
    const results = await runIdentity(all, {
      file: [
        'peers: { addressing: loopback, tls: true }',
        'dialect: { maxSkewSeconds: none }',
        'capabilities: { delivery: false }',
        '',
      ].join('\n'),
      server: { variants: ['inbox.as-observed'] },
      network: { addressing: 'loopback', tls: true },
    });
    const told = Object.entries(notPassed(results));
    expect(told.filter(([, verdict]) => !/^(unsupported|skipped|warning)/.test(verdict))).toEqual([]);
    const passed = results.filter(({ verdict }) => verdict === 'passed');
    expect(passed.length).toBeGreaterThan(results.length * 0.9);
  }, 240_000);
});
