import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { PROOF_FORMAT, type Proof } from '../proof/model.ts';
import { packageRoot } from '../spec/package-root.ts';
import { renderJson } from './json.ts';
import { type RecordSchemas, recordSchemas } from './record-schema.ts';
import { hostile, runOf, sampleEvents, withHeader } from './sample-run-for-tests.ts';

const FOLDER = join(packageRoot(), 'specs', 'schemas');
const schemas: RecordSchemas = recordSchemas();

describe('the published schemas', () => {
  it('hold every event of a run, with known failures and a frozen set too', () => {
    const set = { profile: 'p2core', name: 'older', hash: 'abc', levels: { 'P2-IDN-01': 'MUST' } } as const;
    const entry = { requirement: 'P2-IDN-07', scenario: 'p2core/identify/replay', reason: 'r', line: 3 };
    const events = withHeader(sampleEvents(), {
      requirementSets: [set],
      baseline: { file: 'known.yaml', entries: [entry] },
    });
    for (const event of events) expect(() => schemas.assertEvent(event, 'event')).not.toThrow();
    const results: unknown = JSON.parse([...renderJson(runOf(events))].join(''));
    expect(() => schemas.assertResults(results, 'results')).not.toThrow();
  });

  it('say nothing of what texts hold', () => {
    for (const event of hostile(sampleEvents()))
      expect(() => schemas.assertEvent(event, 'event')).not.toThrow();
  });

  it('hold a proof', () => {
    const proof: Proof = {
      format: PROOF_FORMAT,
      faults: [{ id: 'a.b', requirements: ['R-1'], caught: true, caughtBy: ['p/t/s'], caughtUnder: ['R-1'] }],
      variants: [{ id: 'v', verdict: 'conformant', falseAlarms: [] }],
      absurd: [{ id: 'accepts-everything', passed: [] }],
      scenarios: [{ id: 'p/t/s', catches: ['a.b'] }],
    };
    const validate = new Ajv2020({ strict: true }).compile(
      JSON.parse(readFileSync(join(FOLDER, 'proof.schema.json'), 'utf8')),
    );
    expect([validate(proof), validate.errors]).toEqual([true, null]);
    expect(validate({ ...proof, faults: [{ id: 'a.b' }] })).toBe(false);
  });

  it('are named as their files', () => {
    for (const file of readdirSync(FOLDER)) {
      const schema: { readonly $id?: string } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
      expect(schema.$id).toBe(`urn:kammerton:${file.replace('.schema.json', '')}`);
    }
  });
});
