/** Both ways: whether a foreign actor gets in, and whether the target asks the actor's home, which is us. */

import { sign } from 'node:crypto';
import { encodeArtefact, encodeSignature } from '../actors/encoding.ts';
import { type Actor, createIdentity } from '../actors/identity.ts';
import { randomnessFor } from '../actors/randomness.ts';
import type { Peer } from '../peers/model.ts';
import type { Dialect } from '../target/model.ts';
import type { Finding } from './finding.ts';
import { type Reply, textOf } from './questioner.ts';
import type { Surroundings } from './surroundings.ts';

/** What an identification depends on; the first value is the usual one. */
const READINGS = {
  identifyField: ['completed_challenge', 'challenge'],
  signatureEncoding: ['base64', 'hex'],
  certEncoding: ['base64-der', 'base64-pem'],
} as const satisfies Partial<{ readonly [key in keyof Dialect]: readonly Dialect[key][] }>;

type Reading = Pick<Dialect, keyof typeof READINGS>;

export interface Patience {
  /** How long one attempt may take. */
  readonly attemptMs: number;
  /** In how many readings at once an attempt may differ from the target's file. */
  readonly differences: number;
}

/** A refusal that took longer was waiting for somebody: the same would befall every other reading. */
const AT_ONCE_MS = 2_000;

export async function meetForeigner(
  surroundings: Surroundings,
  patience: Patience,
): Promise<readonly Finding[]> {
  const peer = await surroundings.network.takeNewcomer();
  if (peer === undefined) return [];
  const foreigner = certified(peer, surroundings.runId);
  const { dialect } = surroundings.target.file;
  const started = performance.now();
  const first = await identify(foreigner, dialect, surroundings, patience.attemptMs);
  if (first.accepted) {
    return [{ id: 'identification', severity: 'good', message: 'a foreign actor gets in' }, asked(peer)];
  }
  const isPrompt = first.status !== undefined && performance.now() - started < AT_ONCE_MS;
  const other = isPrompt ? await otherReading(foreigner, surroundings, patience) : undefined;
  const isReached = peer.journal().length > 0;
  return [
    refused(first, dialect, { other, isReached }),
    isReached ? asked(peer) : unreached(peer, surroundings),
  ];
}

function certified(peer: Peer, runId: string): Actor {
  const { name, domain } = peer;
  const actor = createIdentity(randomnessFor(runId, 'preflight', name), { name, home: name, domain, runId });
  const { actorName, sessionId, publicKeySpki } = actor;
  return { ...actor, ...peer.provision({ actorName, sessionId, publicKey: publicKeySpki }) };
}

/** One fresh challenge, signed and brought back. */
async function identify(
  actor: Actor,
  dialect: Dialect,
  { questioner }: Surroundings,
  patienceMs: number,
): Promise<Reply> {
  const issued = await questioner.ask('getChallenge');
  const challenge = textOf(issued, 'challenge');
  if (challenge === undefined) return issued.accepted ? { ...issued, accepted: false } : issued;
  const signature = encodeSignature(
    sign(null, Buffer.from(challenge), actor.privateKey),
    dialect.signatureEncoding,
  );
  const idCert = encodeArtefact(
    { der: actor.idCert ?? new Uint8Array(0), label: 'CERTIFICATE' },
    dialect.certEncoding,
  );
  const body = { completed_challenge: { challenge, signature }, id_cert: idCert };
  return questioner.ask('identify', { body, dialect, patienceMs });
}

/** The nearest other reading under which the foreigner gets in. */
async function otherReading(
  actor: Actor,
  surroundings: Surroundings,
  patience: Patience,
): Promise<Reading | undefined> {
  const { dialect } = surroundings.target.file;
  const all: readonly Reading[] = READINGS.identifyField.flatMap((identifyField) =>
    READINGS.signatureEncoding.flatMap((signatureEncoding) =>
      READINGS.certEncoding.map((certEncoding) => ({ identifyField, signatureEncoding, certEncoding })),
    ),
  );
  const distance = (reading: Reading): number => differences(reading, dialect).length;
  const others = all
    .filter((reading) => distance(reading) > 0 && distance(reading) <= patience.differences)
    .sort((a, b) => distance(a) - distance(b));
  for (const reading of others) {
    const reply = await identify(actor, { ...dialect, ...reading }, surroundings, patience.attemptMs);
    if (reply.accepted) return reading;
  }
  return undefined;
}

function differences(reading: Reading, dialect: Dialect): readonly (keyof Reading)[] {
  const keys: readonly (keyof Reading)[] = ['identifyField', 'signatureEncoding', 'certEncoding'];
  return keys.filter((key) => reading[key] !== dialect[key]);
}

function refused(
  reply: Reply,
  dialect: Dialect,
  { other, isReached }: { readonly other: Reading | undefined; readonly isReached: boolean },
): Finding {
  const id = 'identification';
  const message = `a foreign actor does not get in: ${reply.said}`;
  if (other === undefined) {
    const fix = isReached
      ? 'the run will tell which requirement that breaks; see kammerton explain P2-IDN-01'
      : 'first of all, let it reach us';
    return { id, severity: 'problem', message, fix };
  }
  const keys = differences(other, dialect);
  const said = keys.map((key) => `${key}: ${other[key]}`).join(', ');
  const settings = Object.fromEntries(keys.map((key) => [`dialect.${key}`, other[key]]));
  return { id, severity: 'mismatch', message, fix: `set dialect: { ${said} }`, settings };
}

function asked(peer: Peer): Finding {
  const [first] = peer.journal();
  const id = 'reaches-us';
  if (first === undefined) {
    const message = `it let an actor of ${peer.domain} in without asking that server`;
    return { id, severity: 'note', message, fix: 'check that it did not learn the peers in an earlier run' };
  }
  return {
    id,
    severity: 'good',
    message: `it asked ${peer.domain}: ${first.method} ${first.path} from ${first.from}`,
  };
}

function unreached(peer: Peer, { target }: Surroundings): Finding {
  const message = `it never asked ${peer.domain}, which listens on ${peer.url}`;
  return { id: 'reaches-us', severity: 'problem', message, fix: wayToUs(target.file) };
}

function wayToUs({ launch, peers = {} }: Surroundings['target']['file']): string {
  const scheme = peers.tls
    ? 'https with the authority ${caFile} (KAMMERTON_CA)'
    : 'plain http (peers: { tls: false })';
  if (peers.addressing === 'dns') return `let the peers' names resolve to this machine, and use ${scheme}`;
  if (launch.kind === 'url' && peers.ports === undefined) {
    return 'set peers: { ports: 19000-19063 }, and tell the server these addresses: kammerton network prints them';
  }
  const map =
    launch.kind === 'url' ? 'the addresses that it was configured with' : '${peers} (KAMMERTON_PEERS)';
  return `let the server look peers up in ${map}, and use ${scheme}`;
}
