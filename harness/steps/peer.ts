/** A change of a mock peer, or a check of what it was asked. */

import type { Peer } from '../peers/model.ts';
import type { PeerStep } from '../suite/model.ts';
import { mismatch } from '../verdict/match.ts';
import type { Judgement } from '../verdict/model.ts';
import { quietOutcome, type StepOutcome } from './outcome.ts';
import { publishRequest } from './peer-identity.ts';
import type { StepContext } from './step-context.ts';

export async function runPeer(step: PeerStep, { actors, cast, evaluate }: StepContext): Promise<StepOutcome> {
  const peer = cast.peers.get(step.peer);
  if (peer === undefined) throw new Error(`the mock network has no peer ${step.peer}`);
  const { faults, state, rotates, publishes } = step.change ?? {};
  if (faults !== undefined) await peer.setFaults(faults);
  if (state === 'down') await peer.stop();
  if (state === 'up') await peer.start();
  if (rotates) await peer.rotateKey();
  if (publishes !== undefined) {
    const actor = actors.get(publishes.actor);
    if (actor === undefined) throw new Error(`there is no actor ${publishes.actor}`);
    const name = publishes.under === undefined ? actor.actorName : evaluate(publishes.under);
    peer.publish({ ...publishRequest(actor), actorName: String(name) });
  }
  const judgement = judgeJournal(step, peer, cast.asked.get(step.peer) ?? 0);
  return {
    ...quietOutcome(step, 'harness', step.peer),
    checks: step.checks.map((check) => ({ check, judgement, restsOnRefusal: false })),
    note: noteOf(step, peer),
  };
}

function judgeJournal({ journal }: PeerStep, peer: Peer, before: number): Judgement {
  if (journal === undefined) return { verdict: 'error', message: 'there is nothing in the journal to check' };
  const { operation, min = 0, max = Number.POSITIVE_INFINITY } = journal;
  const entries = peer.journal().slice(before);
  const asked = entries.filter((entry) => entry.operation === operation).length;
  if (asked >= min && asked <= max) return { verdict: 'passed' };
  const range =
    max === Number.POSITIVE_INFINITY ? `at least ${min}` : min === max ? `${min}` : `${min} to ${max}`;
  return mismatch(`requests of ${operation} at ${peer.domain}`, range, String(asked));
}

function noteOf({ change, journal }: PeerStep, peer: Peer): string {
  const done = [
    ...(change?.faults === undefined ? [] : [`faults: ${change.faults.join(', ') || 'none'}`]),
    ...(change?.state === undefined ? [] : [`state: ${change.state}`]),
    ...(change?.rotates ? ['has a new key'] : []),
    ...(change?.publishes === undefined ? [] : [`publishes the keys of ${change.publishes.actor}`]),
    ...(journal === undefined ? [] : [`asked: ${journal.operation}`]),
  ];
  return `${peer.domain}: ${done.join('; ')}`;
}
