import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../events.ts';
import { embeddedTargetFile, urlTargetFile } from '../target/defaults.ts';
import type { ScenarioResult } from '../verdict/model.ts';
import { loadConformanceData } from './conformance-data.ts';
import { collectLeftovers, planLines } from './manners.ts';

const folder = mkdtempSync(join(tmpdir(), 'kammerton-manners-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function registering(status: number, text: string): RunEvent {
  const request = { method: 'POST', url: 'http://x/p2core/register', headers: {} };
  const response = { status, headers: {}, body: { text, bytes: text.length } };
  const exchange = { operation: 'register', request, response, startedAt: '', durationMs: 1 };
  const step = { name: '1 register', from: 'a', to: 'target', part: 'story', exchanges: [exchange] } as const;
  const result: ScenarioResult = {
    ...{ id: 'p2core/t/x', title: '', profile: 'p2core', file: '', verdict: 'passed', durationMs: 1 },
    ...{ rerun: '', checks: [], steps: [step] },
  };
  return { type: 'scenario-finished', result };
}

describe('what a run leaves behind', () => {
  it('is listed by the names that the target gave, each once', () => {
    const leftovers = collectLeftovers(urlTargetFile('http://x', 'home.test', []), ['fi\u001brst@home.test']);
    leftovers.onEvent(registering(201, '{"payload":{},"fid":"ab\\u0000\\ncd@home.test"}'));
    leftovers.onEvent(registering(201, '{"fid":"ef@home.test"}'));
    leftovers.onEvent(registering(201, '{"fid":"ef@home.test"}'));
    leftovers.onEvent(registering(409, '{"fid":"no@home.test"}'));
    const path = join(folder, 'left-behind.txt');
    expect(leftovers.write(folder)).toEqual([`left on the target: 3 actors, listed in ${path}`]);
    expect(readFileSync(path, 'utf8')).toBe('fi?rst@home.test\nab??cd@home.test\nef@home.test\n');
  });

  it('is nothing where the target goes with the run', () => {
    const leftovers = collectLeftovers(embeddedTargetFile('home.test', []), ['first@home.test']);
    expect(leftovers.write(join(folder, 'none'))).toEqual([]);
  });
});

describe('the plan', () => {
  it('is shown where it takes a while at the pace of the target file', async () => {
    const { scenarios } = await loadConformanceData();
    const usual = urlTargetFile('http://x', 'home.test', []);
    const slow = { ...usual, limits: { ...usual.limits, requestsPerMinute: 60 } };
    expect(planLines(scenarios, slow)[0]).toMatch(
      /^plan: about \d{4,5} requests, at most 60 a minute: \d{2,3} min or more$/,
    );
    expect(planLines(scenarios.slice(0, 1), usual)).toEqual([]);
  });
});
