/** `getActorKeys`: an actor's ID-Certs, now or then (P2-KEY-07 to -13). */

import { Refusal } from '../behaviour/refusals.ts';
import type { Route } from '../context.ts';
import { actorOf } from './request-actor.ts';
import { readInstant } from './request-instant.ts';

export const getActorKeys: Route = {
  operation: 'getActorKeys',
  method: 'GET',
  path: '/p2core/key/actor/:fid',
  isPureRead: true,
  handle: (context, call) => {
    const { behaviour, clock, store } = context;
    const instant = readInstant(context, call, 'getActorKeys');
    const actor = actorOf(context, call, 'getActorKeys');
    if (!actor) {
      if (behaviour.history.unknownActor() === 'empty') return { status: 200, body: [] };
      throw new Refusal('unknown-actor');
    }
    const held = behaviour.history.ofActor(store.certificates.ofActor(actor.fid), instant, clock.now());
    return {
      status: 200,
      body: held.map(({ certificate }) => behaviour.certificate.encode(certificate.der)),
    };
  },
};
