import { describe, expect, it } from 'vitest';
import { demandsAcceptance, isMetByRefusal, leavesAcceptanceOpen, mustBeAccepted } from './acceptance.ts';
import type { CallStep, Expectation } from './model.ts';

const at = { file: '', line: 1, column: 1 };
const accepted: Expectation = { kind: 'accepted' };
const refused: Expectation = { kind: 'refused', peerAtFault: false };
const survived: Expectation = { kind: 'survived' };
const body: Expectation = { kind: 'response', response: { body: { kind: 'word', word: 'object' } } };

function status(...codes: readonly number[]): Expectation {
  return { kind: 'response', response: { status: codes } };
}

function call(...expectations: readonly Expectation[]): CallStep {
  return {
    kind: 'call',
    name: '1 identify',
    at,
    checks: expectations.map((expectation) => ({ requirement: 'P2-IDN-01', expectation, at })),
    operation: 'identify',
    control: false,
    again: false,
    parameters: { path: [], query: [], headers: [] },
    save: [],
  };
}

describe('an expectation', () => {
  it.each<[string, Expectation, boolean, boolean, boolean]>([
    ['accepted', accepted, true, false, false],
    ['refused', refused, false, true, true],
    ['survived', survived, false, false, true],
    ['a status 201', status(201), true, false, false],
    ['a status 409', status(409), false, true, true],
    ['a status 200 or 409', status(200, 409), false, true, true],
    ['a body of any status', body, false, false, false],
    ['one of accepted and refused', { kind: 'anyOf', options: [accepted, refused] }, false, true, true],
    [
      'one of two statuses that accept',
      { kind: 'anyOf', options: [status(200), status(204)] },
      true,
      false,
      false,
    ],
    ['accepted and a body', { kind: 'all', parts: [accepted, body] }, true, false, false],
    ['at least one accepted', { kind: 'count', of: accepted, min: 1 }, true, false, false],
    ['at most one accepted', { kind: 'count', of: accepted, max: 1 }, false, false, true],
    ['two values that differ', { kind: 'differ', values: [] }, false, false, false],
  ])(
    'that is %s demands acceptance, is met by refusal, leaves it open: as it says',
    (_, one, demands, met, open) => {
      expect([demandsAcceptance(one), isMetByRefusal(one), leavesAcceptanceOpen(one)]).toEqual([
        demands,
        met,
        open,
      ]);
    },
  );
});

describe('a call', () => {
  it('must be accepted when nothing in it speaks of another answer', () => {
    expect(mustBeAccepted(call())).toBe(true);
    expect(mustBeAccepted(call(body))).toBe(true);
    expect(mustBeAccepted(call(refused))).toBe(false);
    expect(mustBeAccepted(call(survived, body))).toBe(false);
  });

  it('must be accepted when one of its checks demands it', () => {
    expect(mustBeAccepted(call(accepted, survived))).toBe(true);
  });

  it('must be accepted as the control, and for what it waits for', () => {
    expect(mustBeAccepted({ ...call(survived), control: true })).toBe(true);
    expect(mustBeAccepted({ ...call(), until: { expectation: refused } })).toBe(false);
  });
});
