/** Why a target refuses a message that was signed rightly: what it might take for signed, by trying it out. */

import { createHash, createPublicKey, verify } from 'node:crypto';
import { type Actor, createIdentity } from '../actors/identity.ts';
import { randomnessFor } from '../actors/randomness.ts';
import type { Peer } from '../peers/model.ts';
import { demandsAcceptance } from '../suite/acceptance.ts';
import type { HttpRequest } from '../target/client.ts';
import { classify } from '../verdict/refusal.ts';
import { type Data, isData } from './diagnosis-forms.ts';
import { type Reading, rightBytes, type Signable, signIn, wrongReadings } from './diagnosis-readings.ts';
import { operationOf } from './environment.ts';
import type { StepOutcome } from './outcome.ts';
import { publishRequest } from './peer-identity.ts';
import type { StepContext } from './step-context.ts';

const TAKES_MESSAGES = 'postInbox';
const MAX_SHOWN = 2_000;
/** How often it is tried in one run, and for the cases of one step. */
const MOST_IN_RUN = 8;
const MOST_AT_STEP = 3;

/** How often it was tried already: a table of a run. */
export type DiagnosisLog = Map<string, number>;

/** The same outcome; where a rightly signed message was refused, the failures say what would explain it. */
export async function explained(outcome: StepOutcome, context: StepContext): Promise<StepOutcome> {
  const { request, step, answers } = outcome;
  const isBroken = outcome.checks.some(
    ({ check, judgement }) => judgement.verdict === 'failed' && demandsAcceptance(check.expectation),
  );
  const wasRefused = answers.length === 1 && answers.every((answer) => classify(answer).class === 'refused');
  if (request?.operation !== TAKES_MESSAGES || !isBroken || !wasRefused) return outcome;
  const sent = readSent(request, context);
  if (sent === undefined || !takeTurn(`${step.at.file}:${step.at.line}`, context)) return outcome;
  const { text, bytes } = await diagnose(sent, request, context);
  const note = `signed, in Base64: ${Buffer.from(bytes).toString('base64').slice(0, MAX_SHOWN)}`;
  return {
    ...outcome,
    note: outcome.note === undefined ? note : `${outcome.note}; ${note}`,
    checks: outcome.checks.map((judged) => {
      const { judgement, check } = judged;
      return judgement.verdict === 'failed' && demandsAcceptance(check.expectation)
        ? { ...judged, judgement: { ...judgement, message: `${judgement.message}\n${text}` } }
        : judged;
    }),
  };
}

interface Sent {
  readonly actor: Actor;
  readonly peer: Peer;
  readonly text: string;
  readonly message: Data;
  readonly signature: string;
}

/** The message of a request, where one of the story's actors at a peer signed it rightly. */
function readSent({ body }: HttpRequest, { actors, cast, environment }: StepContext): Sent | undefined {
  const text = new TextDecoder().decode(body);
  const parsed = parse(text);
  if (!isData(parsed)) return undefined;
  const { signature, ...message } = parsed;
  const dialect = environment.target.file.dialect.inboxSignature;
  if (typeof signature !== 'string') return undefined;
  for (const actor of actors.values()) {
    const peer = cast.peers.get(actor.home);
    if (peer === undefined || actor.handle !== message.from) continue;
    const key = createPublicKey(actor.privateKey);
    const signed = rightBytes({ message }, dialect);
    if (verify(null, signed, key, Buffer.from(signature, 'base64'))) {
      return { actor, peer, text, message, signature };
    }
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function takeTurn(place: string, { environment: { diagnoses } }: StepContext): boolean {
  if (diagnoses === undefined) return false;
  const inRun = [...diagnoses.values()].reduce((sum, count) => sum + count, 0);
  const atStep = diagnoses.get(place) ?? 0;
  if (inRun >= MOST_IN_RUN || atStep >= MOST_AT_STEP) return false;
  diagnoses.set(place, atStep + 1);
  return true;
}

/** Sends the message once more for each reading that differs, each time from a sender that nobody has met. */
async function diagnose(
  sent: Sent,
  request: HttpRequest,
  context: StepContext,
): Promise<{ readonly text: string; readonly bytes: Uint8Array }> {
  const dialect = context.environment.target.file.dialect.inboxSignature;
  const bytes = rightBytes(sent, dialect);
  const right: Reading = { says: '', bytes: (signable) => rightBytes(signable, dialect) };
  const attempts = distinct([right, ...wrongReadings(dialect)], sent);
  const accepted: string[] = [];
  for (const [index, { readings, reading }] of attempts.entries()) {
    if (!(await isAccepted(reading, index, sent, request, context))) continue;
    if (reading === right) {
      const text = 'the same message from another sender was accepted: the refusal has to do with its sender';
      return { text: `${text}\n${shown(bytes)}`, bytes };
    }
    accepted.push(...readings.map(({ says }) => says));
  }
  const cause =
    accepted.length === 0
      ? `none of ${attempts.length - 1} known wrong ways to sign it is accepted either`
      : `signed wrongly, by a sender that is new to the target, the message gets in when ${accepted.join('; or when ')}`;
  return { text: `${cause}\n${shown(bytes)}`, bytes };
}

interface Attempt {
  readonly reading: Reading;
  /** All that come to the same for this message. */
  readonly readings: readonly Reading[];
}

function distinct(readings: readonly Reading[], { message, text }: Sent): readonly Attempt[] {
  const signable = { message, sent: withoutSignature(text) };
  const groups = new Map<string, Attempt>();
  for (const reading of readings) {
    const { bytes, encode } = reading;
    const writing = encode?.(PROBE) ?? '';
    const key = `${writing} ${Buffer.from(bytes(signable)).toString('base64')}`;
    const group = groups.get(key) ?? { reading, readings: [] };
    groups.set(key, { ...group, readings: [...group.readings, reading] });
  }
  return [...groups.values()];
}

/** Bytes that every encoding writes in another way. */
const PROBE = new Uint8Array([251, 255]);

async function isAccepted(
  reading: Reading,
  index: number,
  { actor, peer, text, message, signature }: Sent,
  request: HttpRequest,
  { environment }: StepContext,
): Promise<boolean> {
  const { client, runId, seed } = environment;
  const randomness = randomnessFor(String(seed), runId, 'diagnosis', actor.actorName, String(index));
  const { home, domain, name } = actor;
  const sender = createIdentity(randomness, { name, home, domain, runId });
  const { handle } = peer.publish(publishRequest(sender));
  if (handle === undefined) return false;
  const anew = replaceTexts(text, new Map([[String(message.from), handle]]));
  const signable: Signable = { message: { ...message, from: handle }, sent: withoutSignature(anew) };
  const signed = signIn(reading, signable, sender.privateKey);
  const body = new TextEncoder().encode(replaceTexts(anew, new Map([[signature, signed]])));
  const { response } = await client.send({ ...request, body });
  return response !== undefined && operationOf(environment, TAKES_MESSAGES).accepts(response.status);
}

const TEXT = /"(?:[^"\\]|\\.)*"/g;

/** The same JSON, spelt as it was, but for some of its texts. */
function replaceTexts(json: string, replacements: ReadonlyMap<string, string>): string {
  return json.replace(TEXT, (literal) => {
    const value = parse(literal);
    const replacement = typeof value === 'string' ? replacements.get(value) : undefined;
    return replacement === undefined ? literal : JSON.stringify(replacement);
  });
}

function withoutSignature(json: string): string {
  const member = /"signature"\s*:\s*"(?:[^"\\]|\\.)*"/.source;
  return json.replace(new RegExp(`\\s*,\\s*${member}|${member}\\s*,\\s*`), '');
}

function shown(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const cut = text.length > MAX_SHOWN ? ` (the first ${MAX_SHOWN} characters)` : '';
  return `signed were ${bytes.length} bytes, SHA-256 ${hash}${cut}: ${text.slice(0, MAX_SHOWN)}`;
}
