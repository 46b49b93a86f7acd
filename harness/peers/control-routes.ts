/** What the control interface can do, route by route. */

import { z } from 'zod';
import { FAULTS } from '../../reference-server/index.ts';
import { suggestion } from '../suite/nearest-name.ts';
import { FaultChoiceError } from './chosen-faults.ts';
import { describeActor, type HostedActor, hostActor, identifyBody } from './hosted-actor.ts';
import type { Network, Peer } from './model.ts';
import { WIRE_FAULTS } from './wire-faults.ts';

/** Thrown for a request that cannot be done; the message is for its sender. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface ControlRequest {
  /** A name of a path's template, decoded. */
  parameter(name: string): string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface ControlRoute {
  readonly method: 'GET' | 'PUT' | 'POST';
  /** A template such as `/peers/{peer}`. */
  readonly path: string;
  readonly does: string;
  /** Of its success. */
  readonly status: number;
  handle(request: ControlRequest): unknown;
}

const MOST_ENTRIES = 1_000;
const MOST_ACTORS = 10_000;
const MOST_FAULTS = 100;
const FARTHEST_SECONDS = 10 * 31_557_600;

const faultsBody = z.strictObject({ faults: z.array(z.string()).max(MOST_FAULTS) });
const clockBody = z.strictObject({ offsetSeconds: z.number().min(-FARTHEST_SECONDS).max(FARTHEST_SECONDS) });
const actorBody = z
  .strictObject({
    actorName: z
      .string()
      .regex(/^[a-z][a-z0-9._-]{0,63}$/, 'expected a-z, then a-z, 0-9, ".", "_" or "-"')
      .optional(),
  })
  .default({});
/** The answer of `getChallenge` as it stands, so that it can be passed on. */
const challengeBody = z.object({ challenge: z.string().min(1).max(4_096) });

export function controlRoutes(network: Network): readonly ControlRoute[] {
  const actors = new Map<string, HostedActor>();
  const peerOf = async (request: ControlRequest): Promise<Peer> => {
    const name = request.parameter('peer');
    const peer = await network.summon(name);
    if (peer !== undefined) return peer;
    const hint = suggestion(
      name,
      network.directory.map((one) => one.name),
    );
    throw new ControlError(404, `there is no peer "${name}"${hint === undefined ? '' : `; ${hint}`}`);
  };

  return [
    {
      method: 'GET',
      path: '/peers',
      does: 'every peer: name, domain, URL, and its faults and number of requests once it is up',
      status: 200,
      handle: () =>
        network.directory.map((entry) => {
          const peer = network.peer(entry.name);
          return { ...entry, faults: peer?.faults ?? [], requests: peer?.journal().length ?? 0 };
        }),
    },
    {
      method: 'GET',
      path: '/peers/{peer}',
      does: 'one peer, with its root certificate in Base64',
      status: 200,
      handle: async (request) => describePeer(await peerOf(request)),
    },
    {
      method: 'GET',
      path: '/peers/{peer}/journal',
      does: `what it was asked, the last ${MOST_ENTRIES}; ?operation=getServerKey for one operation only`,
      status: 200,
      handle: async (request) => {
        const operation = request.query.get('operation');
        const entries = (await peerOf(request)).journal();
        return entries
          .filter((entry) => operation === null || entry.operation === operation)
          .slice(-MOST_ENTRIES);
      },
    },
    {
      method: 'PUT',
      path: '/peers/{peer}/faults',
      does: 'replaces its faults: {"faults": ["wire.hangs"]}',
      status: 200,
      handle: async (request) => {
        const { faults } = read(faultsBody, request);
        const peer = await peerOf(request);
        await peer.setFaults(faults).catch(refuseChoice);
        return describePeer(peer);
      },
    },
    {
      method: 'PUT',
      path: '/peers/{peer}/clock',
      does: 'sets its clock ahead of the network: {"offsetSeconds": 3600}',
      status: 200,
      handle: async (request) => {
        const { offsetSeconds } = read(clockBody, request);
        (await peerOf(request)).setClockOffset(offsetSeconds);
        return { offsetSeconds };
      },
    },
    {
      method: 'POST',
      path: '/peers/{peer}/key',
      does: 'gives it a new identity key; only newcomers',
      status: 201,
      handle: async (request) => {
        const peer = await peerOf(request);
        await peer.rotateKey().catch((error: Error) => {
          throw new ControlError(409, error.message);
        });
        return describePeer(peer);
      },
    },
    {
      method: 'POST',
      path: '/peers/{peer}/actors',
      does: 'a new session of an actor there, with keys and ID-Cert: {"actorName": "alice"}, or a fresh name',
      status: 201,
      handle: async (request) => {
        const { actorName } = read(actorBody, request);
        if (actors.size >= MOST_ACTORS) throw new ControlError(409, `${MOST_ACTORS} actors are enough`);
        const peer = await peerOf(request);
        const actor = hostActor(peer, actorName);
        actors.set(`${peer.name}/${actor.actorName}`, actor);
        return describeActor(actor);
      },
    },
    {
      method: 'POST',
      path: '/peers/{peer}/actors/{actor}/completed-challenge',
      does: "the answer of a target's getChallenge in, the body for its identify out",
      status: 200,
      handle: async (request) => {
        const { challenge } = read(challengeBody, request);
        const name = `${(await peerOf(request)).name}/${request.parameter('actor')}`;
        const actor = actors.get(name);
        if (actor === undefined) throw new ControlError(404, `no actor ${name} was made here`);
        return identifyBody(actor, challenge);
      },
    },
    {
      method: 'POST',
      path: '/newcomers',
      does: 'takes a peer that no target has met',
      status: 201,
      handle: async () => {
        const peer = await network.takeNewcomer();
        if (peer === undefined) throw new ControlError(409, 'the pool is used up: start with more peers');
        return describePeer(peer);
      },
    },
    {
      method: 'PUT',
      path: '/clock',
      does: 'sets the clocks of all peers ahead: {"offsetSeconds": 3600}',
      status: 200,
      handle: (request) => {
        const { offsetSeconds } = read(clockBody, request);
        network.setClockOffset(offsetSeconds);
        return { offsetSeconds };
      },
    },
    {
      method: 'GET',
      path: '/faults',
      does: 'every fault that a peer can have',
      status: 200,
      handle: () => [...WIRE_FAULTS, ...FAULTS].map(({ id, title, effect }) => ({ id, title, effect })),
    },
  ];
}

function describePeer(peer: Peer): object {
  const { name, domain, url, faults, rootCertificate } = peer;
  const requests = peer.journal().length;
  return {
    name,
    domain,
    url,
    faults,
    requests,
    rootCertificate: Buffer.from(rootCertificate).toString('base64'),
  };
}

function read<Value>(schema: z.ZodType<Value>, { body }: ControlRequest): Value {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw new ControlError(
    400,
    `the body${place === '' ? '' : `, at ${place}`}: ${issue?.message ?? 'is wrong'}`,
  );
}

function refuseChoice(error: unknown): never {
  if (error instanceof FaultChoiceError) throw new ControlError(400, error.message);
  throw error;
}
