/** A server with people in it, and for each documented operation a request that it would accept. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type BodyPlan, encoded, type FuzzRequest, type Json } from './fuzz-requests-for-tests.ts';
import type { ReferenceServer } from './index.ts';
import { identification, signingRequest, spkiOf, type TestActor, testActor } from './p2core/test-client.ts';
import { signMessage } from './protocol/inbox-message.ts';

export interface DocumentedOperation {
  readonly id: string;
  readonly method: string;
  /** With `{parameters}`. */
  readonly path: string;
  readonly example: Json | undefined;
}

/** An HTTP request as the server gets it. */
export interface WholeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: Buffer;
}

/** Who may speak. */
export interface People {
  readonly member: TestActor;
  readonly memberToken: string;
  /** At home at the foreign server. */
  readonly visitor: TestActor;
  readonly visitorCert: string;
  readonly visitorToken: string;
  /** Not used yet. */
  readonly challenge: string;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedPath>>>>;
}

interface DocumentedPath {
  readonly operationId?: string;
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly example?: Json }>> };
}

const PASSWORD = 'correct horse';

/** Every operation of both OpenAPI documents. */
export function documentedOperations(): readonly DocumentedOperation[] {
  return ['p2core', 'external-identity'].flatMap((profile) => {
    const file = join(import.meta.dirname, '../specs', profile, 'openapi.yaml');
    const { paths }: Document = parse(readFileSync(file, 'utf8'));
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { operationId, requestBody }]) =>
        operationId === undefined
          ? []
          : [
              {
                id: operationId,
                method: method.toUpperCase(),
                path,
                example: requestBody?.content?.['application/json']?.example,
              },
            ],
      ),
    );
  });
}

/** A member of the server and a visitor from the foreign one, each with an open session. */
export async function newPeople(
  server: ReferenceServer,
  foreign: ReferenceServer,
  number: number,
): Promise<People> {
  const member = testActor(`member${number}`, server.domain);
  const visitor = testActor(`visitor${number}`, foreign.domain);
  const credentials = { actor_name: member.name, password: PASSWORD };
  await post(server, '/p2core/register', credentials);
  const csr = signingRequest(member);
  const { token: memberToken = '' } = await post(server, '/p2core/session/trust', { ...credentials, csr });
  const { idCert } = foreign.provision({
    actorName: visitor.name,
    sessionId: visitor.sessionId,
    publicKey: spkiOf(visitor),
  });
  const visitorCert = Buffer.from(idCert).toString('base64');
  const proof = identification(visitor, await challengeOf(server), visitorCert);
  const { token: visitorToken = '' } = await post(server, '/p2core/session/identify', proof);
  foreign.publish({
    actorName: visitor.name,
    signingKey: Buffer.from(visitor.keys.publicKey).toString('base64'),
    encryptionKey: Buffer.from(visitor.keys.publicKey).toString('base64'),
  });
  return { member, memberToken, visitor, visitorCert, visitorToken, challenge: await challengeOf(server) };
}

/** The request as it goes to the server: what it does not make odd is as it should be. */
export function wholeRequest(
  request: FuzzRequest,
  { method, path, id, example }: DocumentedOperation,
  people: People,
  adminToken: string,
): WholeRequest {
  const parameter = request.parameter ?? (id === 'resolveAlias' ? people.member.name : fidOf(people.member));
  const payload = payloadOf(request.body, validBody(id, people) ?? example);
  const tokens = {
    nobody: undefined,
    administrator: adminToken,
    member: people.memberToken,
    visitor: people.visitorToken,
    stranger: 'no-such-token',
  };
  const token = tokens[request.as];
  return {
    method: request.method ?? method,
    url: path.replace(/\{\w+\}/, encoded(parameter)) + request.query,
    headers: {
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...request.headers,
    },
    ...(payload === undefined ? {} : { payload }),
  };
}

/** What needs more than the documents' examples to be accepted. */
function validBody(operation: string, people: People): Json | undefined {
  const { member, visitor, visitorCert, challenge } = people;
  switch (operation) {
    case 'register':
      return { actor_name: `fresh${Math.abs(hash(challenge))}`, password: PASSWORD };
    case 'identify':
      return identification(visitor, challenge, visitorCert);
    case 'trustSession':
      return {
        actor_name: member.name,
        password: PASSWORD,
        csr: signingRequest({ ...member, sessionId: 'second' }),
      };
    case 'rotateSessionCert':
      return { csr: signingRequest(member) };
    case 'updateSessionCert':
      return visitorCert;
    case 'getServerKey':
    case 'getActorKeys':
      return { timestamp: String(Math.floor(Date.now() / 1000)) };
    case 'postInbox':
      return signMessage(
        {
          type: 'FRIEND_INVITE',
          from: fidOf(visitor),
          to: fidOf(member),
          timestamp: new Date().toISOString(),
          payload: { note: 'hello' },
        },
        visitor.keys.privateKey,
      );
    default:
      return undefined;
  }
}

function payloadOf(plan: BodyPlan, valid: Json | undefined): Buffer | undefined {
  switch (plan.kind) {
    case 'none':
      return undefined;
    case 'changed': {
      if (valid === undefined) return undefined;
      const changed = plan.changes.reduce((value, { place, value: next }) => {
        const places = placesIn(value);
        return replaced(value, places[place % places.length] ?? [], next) ?? null;
      }, valid);
      return Buffer.from(JSON.stringify(changed));
    }
    case 'json':
      return Buffer.from(JSON.stringify(plan.value));
    case 'text':
      return Buffer.from(plan.text);
    case 'bytes':
      return Buffer.from(plan.bytes);
    case 'nested':
      return Buffer.from(`${plan.open.repeat(plan.depth)}1${plan.close.repeat(plan.depth)}`);
  }
}

type Place = readonly string[];

/** Every value in it, itself included. */
function placesIn(value: Json): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const inner = Object.entries(value).flatMap(([name, item]) =>
    placesIn(item).map((place) => [name, ...place]),
  );
  return [[], ...inner];
}

function replaced(value: Json, [name, ...rest]: Place, next: Json | undefined): Json | undefined {
  if (name === undefined) return next;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const kept = key === name ? replaced(item, rest, next) : item;
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

async function post(
  { app }: ReferenceServer,
  url: string,
  payload: object,
): Promise<{ readonly token?: string }> {
  const answer = await app.inject({ method: 'POST', url, payload });
  if (answer.statusCode !== 201) throw new Error(`POST ${url}: ${answer.statusCode} ${answer.body}`);
  return answer.json();
}

async function challengeOf({ app }: ReferenceServer): Promise<string> {
  const { challenge }: { challenge: string } = (await app.inject({ url: '/p2core/challenge' })).json();
  return challenge;
}

function fidOf({ name, domain }: TestActor): string {
  return `${name}@${domain}`;
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
}
